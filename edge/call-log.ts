import { Code, ConnectError, type Interceptor } from '@connectrpc/connect';
import { pathOf } from './services.ts';

/** What is told of a unary call: nothing that a client sent, besides the method's name. */
export type CallRecord = Readonly<{ method: string; code: string; ms: number; requestId: string | undefined }>;

/** Tells every unary call when it has been answered. */
export function callLog(log: (record: CallRecord) => void): Interceptor {
  return (next) => async (request) => {
    if (request.stream) return next(request);
    const before = performance.now();
    const tell = (code: string, metadata: Headers) => {
      const requestId = metadata.get('x-request-id') ?? undefined;
      log({ method: pathOf(request.method), code, ms: Math.round(performance.now() - before), requestId });
    };
    try {
      const answer = await next(request);
      tell('OK', answer.header);
      return answer;
    } catch (error) {
      const { code, metadata } = ConnectError.from(error, Code.Internal);
      tell(nameOf(code), metadata);
      throw error;
    }
  };
}

/** As gRPC writes it: NOT_FOUND; but CANCELLED has two Ls there. */
const nameOf = (code: Code): string =>
  code === Code.Canceled ? 'CANCELLED' : Code[code].replace(/(?<=[a-z])(?=[A-Z])/g, '_').toUpperCase();
