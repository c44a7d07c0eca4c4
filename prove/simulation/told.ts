import type { Wish } from './operations.ts';
import type { Process } from './process.ts';

/** A function's answer, whether or not the client received it. */
export type Told = Readonly<{
  wish: Wish;
  process: Process;
  begunAt: number;
  at: number;
  status: number;
  headers: Readonly<Record<string, unknown>>;
  body: string;
  json: Readonly<Record<string, unknown>>;
}>;

/** The code of a refusal, however the contract carries it; nothing for an answer that is none. */
export function refusedAs({ headers, json }: Pick<Told, 'headers' | 'json'>): string | undefined {
  if (typeof headers['x-error-code'] === 'string') return headers['x-error-code'];
  return typeof json.type === 'string' && typeof json.code === 'string' ? json.code : undefined;
}

/** Whether the client has its answer: else it is asked to come again, or knows nothing. */
export const isFinal = (told: Pick<Told, 'status' | 'headers'> | undefined): boolean =>
  told !== undefined &&
  told.status < 500 &&
  !Object.keys(told.headers).some((name) => name.toLowerCase() === 'retry-after');

/** Whether the request was refused because its key did not arrive as it was meant: the client sends it again. */
export const isRefusedForKey = (told: Pick<Told, 'headers' | 'json'> | undefined): boolean =>
  told !== undefined && ['idempotency_key_repeated', 'idempotency_key_invalid'].includes(refusedAs(told) ?? '');

/** Whether no processor took the payment, so that there is none. */
export const isRefusedUnopened = (told: Pick<Told, 'headers' | 'json'>): boolean => refusedAs(told) === 'field_invalid';

/** A payment by an answer, in the words of every contract. */
export type ToldClaim = 'paid' | 'open' | 'not paid' | 'unknown';

const claims: Readonly<Record<string, ToldClaim>> = {
  COMPLETED: 'paid',
  SUCCESS: 'paid',
  SUCCEEDED: 'paid',
  REFUNDED: 'paid',
  captured: 'paid',
  refunded: 'paid',
  PENDING: 'open',
  created: 'open',
  processing: 'open',
  FAILED: 'not paid',
  failed: 'not paid',
  CANCELLED: 'not paid',
  cancelled: 'not paid',
};

export function claimOf({ wish, json, status, ...answer }: Told): ToldClaim {
  const code = refusedAs({ json, ...answer });
  if (code === 'payment_not_found') return 'unknown';
  if (wish.purpose === 'receipt') return code === undefined ? 'paid' : 'open';
  const payment = wish.purpose === 'key' ? json.payment : json;
  if (payment === null || typeof payment !== 'object') return 'unknown';
  const claim = claims[String((payment as Record<string, unknown>).status)];
  if (claim === undefined)
    throw new TypeError(`${wish.operation}: status ${status} says nothing: ${JSON.stringify(json)}`);
  return claim;
}

const waitingCodes: ReadonlySet<string> = new Set([
  'trip_payment_authorized',
  'trip_payment_in_progress',
  'order_payment_authorized',
  'order_payment_in_progress',
]);

/** To come back once another payment of the same trip or order has ended. */
export const isToldToWait = (told: Told): boolean => waitingCodes.has(refusedAs(told) ?? '');

export function jsonOf(body: string): Record<string, unknown> {
  try {
    return JSON.parse(body);
  } catch {
    return {};
  }
}
