import type { SentKey } from '../contracts/idempotency-key.ts';
import type { MessageOf, MessageTable } from '../contracts/message.ts';
import { Refusal, type RefusalCode } from '../domain/refusal.ts';
import type { Answer } from '../http/answers.ts';
import { jsonObjectIn } from '../http/body.ts';
import { refuseCardNumbers } from '../http/card-numbers.ts';
import { sentKey } from '../http/idempotency-key.ts';
import { handlerOf, type IoWithin, withinTime } from '../http/invocation.ts';
import { withoutPromise } from '../http/keyless.ts';
import { statusOf } from '../http/problems.ts';
import { type Request, refuseCardNumbersIn } from '../http/request.ts';
import type { Io } from '../runtime/io.ts';
import { type Needs, type Services, servicesFor } from '../runtime/services.ts';
import { decodeBinary, encodeBinary } from './binary.ts';
import { httpStatusOf, type RpcCode, rpcCodes } from './codes.ts';
import type { Exchange, Failure } from './exchange.ts';
import { decodeJson, encodeJson } from './json.ts';
import { exchangeOf } from './protocols.ts';
import type { RequestTable } from './request-message.ts';

/** A method, as generated/messages.ts has it. */
export type Method = Readonly<{ path: string; isRead: boolean; input: RequestTable; output: MessageTable }>;

/** What an RPC is told besides its message. */
export type Call = Readonly<{
  /** Who calls; idempotency keys are theirs, by whatever protocol they come. */
  caller: string;
  /** The key in the metadata or the one in the message. Throws if they differ, or are malformed. */
  sentKey: (inMessage?: string) => SentKey | undefined;
  /** How long to wait for the answer to the same call, if that is on its way. */
  waitMs: number;
}>;

export type RpcOptions = Readonly<{
  waitMs?: number;
  /** Codes that this contract has for refusals where others have another one. */
  codes?: Readonly<Partial<Record<RefusalCode, RpcCode>>>;
}>;

type Done<M extends Method> = Readonly<{ message: MessageOf<M['output']>; replayed?: boolean }>;
type Run<M extends Method, N extends Needs> = (
  message: MessageOf<M['input']>,
  call: Call,
  services: Services<N>,
) => Promise<Done<M>>;

/** The one shape of every RPC, whichever protocol it comes by: read the message, run, answer within the client's time. */
export function rpc<M extends Method, N extends Needs>(
  method: M,
  needs: N,
  run: Run<M, N>,
  { waitMs = 2000, codes = {} }: RpcOptions = {},
) {
  const movesMoney = 'processors' in needs;
  return handlerOf(async (request, ioWithin) => {
    const exchange = exchangeOf(request, method);
    let used: Io | undefined;
    const work = (io: Io) => {
      used = io;
      refuseCardNumbersIn(request);
      const message = decoded(exchange, method);
      return run(message, callOf(request, waitMs), servicesFor(needs, io));
    };
    const { protocol } = exchange;
    try {
      const done = await withinDeadline(exchange, ioWithin, work);
      const replayed = done.replayed === true;
      const answer = succeeded(exchange, method, done);
      return { answer, outcome: { status: 200, replayed, movesMoney, more: { protocol } } };
    } catch (error) {
      const failure = failureOf(withoutPromise(error, used), codes);
      const { code, refusal } = failure;
      const answer = exchange.failed(failure);
      const status = answer.statusCode === 200 ? statusOfFailure(failure) : answer.statusCode;
      const outcome = { status, replayed: false, refusal: refusal.code, thrown: error, movesMoney };
      return { answer, outcome: { ...outcome, more: { protocol, code } } };
    }
  });
}

/** Ends with the time that the client gives it, or a moment before the function's own is up. */
async function withinDeadline<Result>(
  exchange: Exchange,
  ioWithin: IoWithin,
  work: (io: ReturnType<IoWithin>) => Promise<Result>,
): Promise<Result> {
  const timeoutMs = exchange.timeoutMs();
  if (timeoutMs !== undefined && timeoutMs <= 0) throw outOfTime();
  const io = ioWithin(timeoutMs);
  const begun = io.now();
  return withinTime(io, async () => work(io), timeoutMs).catch((error: unknown) => {
    throw timeoutMs !== undefined && isCutOff(error) && io.now() - begun >= timeoutMs - 1 ? outOfTime() : error;
  });
}

/**
 * What takes too long is our fault, unless the client gave it no more time. A call to the store ends with the client's
 * time, too, and may do so a moment before we notice that it is up.
 */
const isCutOff = (error: unknown) => error instanceof Refusal && error.code === 'store_unavailable';

const outOfTime = () =>
  new Refusal('out_of_time', 'the time was up before the answer was known; call again with the same key', {
    retryAfterSeconds: 1,
  });

function decoded<M extends Method>(exchange: Exchange, { input }: M): MessageOf<M['input']> {
  const bytes = exchange.message();
  if (exchange.form === 'json') return decodeJson(input, jsonObjectIn(bytes));
  const message = decodeBinary(input, bytes);
  refuseCardNumbers(message);
  return message;
}

const callOf = (request: Request, waitMs: number): Call => ({
  caller: request.caller,
  sentKey: (inMessage) => sentKey(request, inMessage === '' ? undefined : inMessage),
  waitMs,
});

function succeeded<M extends Method>(exchange: Exchange, { output }: M, { message, replayed }: Done<M>): Answer {
  const isJson = exchange.form === 'json';
  const answer = exchange.succeeded(isJson ? Buffer.from(encodeJson(output, message)) : encodeBinary(output, message));
  return replayed ? { ...answer, headers: { ...answer.headers, 'Idempotent-Replayed': 'true' } } : answer;
}

/** The HTTP status for log and metrics. INTERNAL also stands for some mistakes of clients, which must not raise an alarm. */
const statusOfFailure = ({ code, refusal }: Failure): number =>
  code === 'internal' ? statusOf(refusal.code) : httpStatusOf(code);

/** Of what nobody was to throw, nobody outside learns more than that. */
function failureOf(error: unknown, codes: NonNullable<RpcOptions['codes']>): Failure {
  const refusal = error instanceof Refusal ? error : new Refusal('internal_error', 'internal error');
  return { code: codes[refusal.code] ?? rpcCodes[refusal.code], refusal };
}
