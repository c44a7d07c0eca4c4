import { setTimeout as sleep } from 'node:timers/promises';
import type { FaultAt, FaultName } from './fault-table.ts';
import type { SetFault } from './faults.ts';
import type { StoreCall } from './store-call.ts';

/** A response from behind the proxy, or one that the proxy makes up. */
export type WireResponse = Readonly<{
  status: number;
  headers: Readonly<Record<string, string>>;
  body: Buffer | string;
}>;

/** A call that the proxy holds, and the ways to deal with it. */
export type InterceptedCall = Readonly<{
  operation: string;
  /** Forwards the call and resolves with the response. */
  forward: () => Promise<WireResponse>;
  answer: (answer: WireResponse) => void;
  /** Closes the connection without a response. */
  drop: () => void;
  /** Kills the function's process. */
  kill: () => void;
  /** Stops the function's process for `ms`. */
  freeze: (ms: number) => void;
}>;

type WireFault = Exclude<FaultName, FaultAt<'processor'>>;

/** Applies a fault to a call. Faults of the processor happen in the function's process (processor-calls.mjs). */
export async function applyFault({ fault, ms }: SetFault, exchange: InterceptedCall): Promise<void> {
  if (isOnWire(fault)) await effects[fault](exchange, ms);
}

type Effect = (exchange: InterceptedCall, ms: number) => Promise<void>;

const lostRequest: Effect = async ({ drop }) => drop();
const lostAnswer: Effect = async ({ forward, drop }) => {
  await forward();
  drop();
};
const slowAnswer: Effect = async ({ forward, answer }, ms) => {
  const answered = await forward();
  await sleep(ms);
  answer(answered);
};
const answering =
  (answer: WireResponse): Effect =>
  async (exchange) =>
    exchange.answer(answer);

const json = { 'content-type': 'application/json' };
const unavailable: WireResponse = { status: 503, headers: json, body: '{"error":"Service Unavailable"}' };
const throttled: WireResponse = {
  status: 429,
  headers: { ...json, 'retry-after': '1' },
  body: '{"error":"Too Many Requests"}',
};

const dynamoError = (status: 400 | 500, name: string, more: object = {}): WireResponse => ({
  status,
  headers: { 'content-type': 'application/x-amz-json-1.0' },
  body: JSON.stringify({ __type: `com.amazonaws.dynamodb.v20120810#${name}`, message: 'injected', ...more }),
});

const effects: Readonly<Record<WireFault, Effect>> = {
  'store: throttled': answering(dynamoError(400, 'ProvisionedThroughputExceededException')),
  'store: conflict with a transaction': async ({ operation, answer }) => answer(conflictOf(operation)),
  'store: server error, not done': answering(dynamoError(500, 'InternalServerError')),
  'store: server error, done': async ({ forward, answer }) => {
    await forward();
    answer(dynamoError(500, 'InternalServerError'));
  },
  'store: request lost': lostRequest,
  'store: answer lost after the commit': lostAnswer,
  'store: delivered twice': async ({ forward, answer }) => {
    const first = await forward();
    await forward();
    answer(first);
  },
  'store: delivered late': async ({ forward, drop }, ms) => {
    // The connection stays open, so that the client runs into its own timeout.
    await sleep(ms);
    await forward();
    drop();
  },
  'store: slow answer': slowAnswer,
  'function killed before a call': async ({ kill }) => kill(),
  'function killed after a write': async ({ forward, kill }) => {
    await forward();
    kill();
  },
  'function killed while its write is in flight': async ({ kill, forward }, ms) => {
    kill();
    await sleep(ms);
    await forward();
  },
  'function frozen within a call': async ({ forward, answer, freeze }, ms) => {
    freeze(ms);
    answer(await forward());
  },
  'trips: no connection': lostRequest,
  'trips: server error': answering(unavailable),
  'trips: throttled': answering(throttled),
  'trips: slow': slowAnswer,
  'trips: nonsense': answering({ status: 200, headers: { 'content-type': 'text/html' }, body: '<html>' }),
  'trips: another fare than before': async ({ forward, answer }) => answer(withHigherFare(await forward())),
  'receiver: no connection': lostRequest,
  'receiver: server error': answering(unavailable),
  'receiver: throttled': answering(throttled),
  'receiver: answer lost': lostAnswer,
  'receiver: slow': slowAnswer,
};

const isOnWire = (name: FaultName): name is WireFault => Object.hasOwn(effects, name);

/** A conflict cancels a transaction, but refuses a single write. */
const conflictOf = (operation: StoreCall['operation']): WireResponse =>
  operation === 'TransactWriteItems'
    ? dynamoError(400, 'TransactionCanceledException', { CancellationReasons: [{ Code: 'TransactionConflict' }] })
    : dynamoError(400, 'TransactionConflictException');

function withHigherFare(answer: WireResponse): WireResponse {
  const trip = JSON.parse(String(answer.body)) as Readonly<{ fare?: number }>;
  if (trip.fare === undefined) return answer;
  const { 'content-length': _, ...headers } = answer.headers;
  return { ...answer, headers, body: JSON.stringify({ ...trip, fare: Math.round((trip.fare + 0.7) * 100) / 100 }) };
}
