import { Refusal } from '../domain/refusal.ts';
import { header, type Request } from '../http/request.ts';

/** `connect-timeout-ms`: at most ten digits (https://connectrpc.com/docs/protocol/#unary-request). */
export function connectTimeoutMs(request: Request): number | undefined {
  const text = header(request, 'connect-timeout-ms');
  if (text === undefined || /^\d{1,10}$/.test(text)) return text === undefined ? undefined : Number(text);
  throw new Refusal('timeout_invalid', 'a timeout is at most ten digits: milliseconds', {
    field: 'connect-timeout-ms',
  });
}

/** `grpc-timeout`: at most eight digits and a unit (https://github.com/grpc/grpc/blob/master/doc/PROTOCOL-HTTP2.md). */
export function grpcTimeoutMs(request: Request): number | undefined {
  const text = header(request, 'grpc-timeout');
  if (text === undefined) return undefined;
  const [, digits, unit = ''] = /^(\d{1,8})([HMSmun])$/.exec(text) ?? [];
  if (digits !== undefined) return Number(digits) * (milliseconds[unit] ?? 0);
  throw new Refusal('timeout_invalid', 'a timeout is at most eight digits and one of H, M, S, m, u, n', {
    field: 'grpc-timeout',
  });
}

const milliseconds: Readonly<Record<string, number>> = { H: 3_600_000, M: 60_000, S: 1000, m: 1, u: 1e-3, n: 1e-6 };
