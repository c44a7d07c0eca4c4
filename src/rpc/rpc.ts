import type { SentKey } from '../contracts/idempotency-key.ts';
import type { MessageOf, MessageTable } from '../contracts/message.ts';
import { Refusal, type RefusalCode } from '../domain/refusal.ts';
import { jsonObjectIn } from '../http/body.ts';
import { refuseCardNumbers } from '../http/card-numbers.ts';
import { sentKey } from '../http/idempotency-key.ts';
import { httpHandler, type IoFactory, withinTimeLimit } from '../http/invocation.ts';
import { withLookUpAdvice } from '../http/keyless-fault.ts';
import { preferredWaitMs } from '../http/prefer.ts';
import { statusOf } from '../http/problems.ts';
import { type Request, refuseCardNumbersIn } from '../http/request.ts';
import type { HttpResponse } from '../http/responses.ts';
import { createDependencies, type Dependencies, type DependencyFactories } from '../runtime/dependencies.ts';
import type { Io } from '../runtime/io.ts';
import { decodeBinary, encodeBinary } from './binary.ts';
import { httpStatusOf, type RpcCode, rpcCodes } from './codes.ts';
import type { Exchange, RpcFailure } from './exchange.ts';
import { decodeJson, encodeJson } from './json.ts';
import { exchangeOf } from './protocols.ts';
import type { RequestTable } from './request-message.ts';

/** A method from generated/messages.ts. */
export type RpcMethod = Readonly<{ path: string; isRead: boolean; input: RequestTable; output: MessageTable }>;

/** Context of an RPC besides its message. */
export type Call = Readonly<{
  /** The authenticated identity. Idempotency keys are scoped to it, across all protocols. */
  caller: string;
  /** The idempotency key from the metadata or the message. Throws if they differ or are malformed. */
  sentKey: (inMessage?: string) => SentKey | undefined;
  /** How long to wait for a concurrent call with the same key. */
  waitMs: number;
}>;

export type RpcOptions = Readonly<{
  waitMs?: number;
  /** Overrides of `rpcCodes` for this contract. */
  codes?: Readonly<Partial<Record<RefusalCode, RpcCode>>>;
}>;

type RpcResult<M extends RpcMethod> = Readonly<{ message: MessageOf<M['output']>; replayed?: boolean }>;
type RunRpc<M extends RpcMethod, N extends DependencyFactories> = (
  message: MessageOf<M['input']>,
  call: Call,
  services: Dependencies<N>,
) => Promise<RpcResult<M>>;

/** Makes a Lambda handler for an RPC over Connect and gRPC-Web. Responds within the client's time-out. */
export function rpc<M extends RpcMethod, N extends DependencyFactories>(
  method: M,
  needs: N,
  run: RunRpc<M, N>,
  { waitMs = 2000, codes = {} }: RpcOptions = {},
) {
  const movesMoney = 'processors' in needs;
  return httpHandler(async (request, createIo, overrides) => {
    const exchange = exchangeOf(request, method);
    let callIo: Io | undefined;
    const work = (io: Io) => {
      callIo = io;
      refuseCardNumbersIn(request);
      const message = decoded(exchange, method);
      return run(message, callOf(request, waitMs), createDependencies(needs, io, overrides));
    };
    const { protocol } = exchange;
    try {
      const done = await withinDeadline(exchange, createIo, work);
      const replayed = done.replayed === true;
      const response = succeeded(exchange, method, done);
      return { response, outcome: { status: 200, replayed, movesMoney, more: { protocol } } };
    } catch (error) {
      const failure = failureOf(withLookUpAdvice(error, callIo), codes);
      const { code, refusal } = failure;
      const response = exchange.failed(failure);
      const status = response.statusCode === 200 ? statusOfFailure(failure) : response.statusCode;
      const outcome = { status, replayed: false, refusal: refusal.code, thrown: error, movesMoney };
      return { response, outcome: { ...outcome, more: { protocol, code } } };
    }
  });
}

/** Limits the work to the client's time-out, and to the time-out of the function less the time to respond. */
async function withinDeadline<Result>(
  exchange: Exchange,
  createIo: IoFactory,
  work: (io: ReturnType<IoFactory>) => Promise<Result>,
): Promise<Result> {
  const timeoutMs = exchange.timeoutMs();
  if (timeoutMs !== undefined && timeoutMs <= 0) throw outOfTime();
  const io = createIo(timeoutMs);
  const startedAt = io.now();
  return withinTimeLimit(io, async () => work(io), timeoutMs).catch((error: unknown) => {
    throw timeoutMs !== undefined && isCutOff(error) && io.now() - startedAt >= timeoutMs - 1 ? outOfTime() : error;
  });
}

/**
 * Running out of time is a fault of ours (UNAVAILABLE), unless the client's time-out was the limit (DEADLINE_EXCEEDED).
 * Store calls are limited by the client's time-out too and may fail a moment before our timer fires.
 */
const isCutOff = (error: unknown) => error instanceof Refusal && error.code === 'store_unavailable';

const outOfTime = () =>
  new Refusal('out_of_time', 'the deadline passed before the outcome was known; call again with the same key', {
    retryAfterSeconds: 1,
  });

function decoded<M extends RpcMethod>(exchange: Exchange, { input }: M): MessageOf<M['input']> {
  const bytes = exchange.message();
  if (exchange.form === 'json') return decodeJson(input, jsonObjectIn(bytes));
  const message = decodeBinary(input, bytes);
  refuseCardNumbers(message);
  return message;
}

const callOf = (request: Request, waitMs: number): Call => ({
  caller: request.caller,
  sentKey: (inMessage) => sentKey(request, inMessage === '' ? undefined : inMessage),
  waitMs: preferredWaitMs(request, waitMs),
});

function succeeded<M extends RpcMethod>(
  exchange: Exchange,
  { output }: M,
  { message, replayed }: RpcResult<M>,
): HttpResponse {
  const isJson = exchange.form === 'json';
  const response = exchange.succeeded(
    isJson ? Buffer.from(encodeJson(output, message)) : encodeBinary(output, message),
  );
  return replayed ? { ...response, headers: { ...response.headers, 'Idempotent-Replayed': 'true' } } : response;
}

/** HTTP status for log and metrics. By refusal code for INTERNAL, which also covers client errors that must not alarm. */
const statusOfFailure = ({ code, refusal }: RpcFailure): number =>
  code === 'internal' ? statusOf(refusal.code) : httpStatusOf(code);

/** Unexpected errors are reported as INTERNAL, without detail. */
function failureOf(error: unknown, codes: NonNullable<RpcOptions['codes']>): RpcFailure {
  const refusal = error instanceof Refusal ? error : new Refusal('internal_error', 'internal error');
  return { code: codes[refusal.code] ?? rpcCodes[refusal.code], refusal };
}
