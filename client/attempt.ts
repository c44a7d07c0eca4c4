import { isText } from './arguments.ts';
import { parseExact } from './exact-json.ts';
import type { Io } from './io.ts';
import type { Problem } from './types.ts';

export type HttpRequest = Readonly<{
  method: 'GET' | 'HEAD' | 'POST' | 'DELETE';
  url: string;
  headers: Readonly<Record<string, string>>;
  body?: string | undefined;
}>;

/** Headers that prove who sends a request; called for every attempt. */
export type Authorize = ((request: HttpRequest) => Promise<Readonly<Record<string, string>>>) &
  Readonly<{
    /**
     * Reads a 403 and the `Date` of the server that sent it. True if the signature was refused for its time, and the clock is now
     * corrected: nothing was done, and the same request can be signed again.
     */
    correctClock?: (body: string, date: string | null) => boolean;
  }>;

/** An object in an answer. */
export type Fields = Readonly<Record<string, unknown>>;

export type Done = Readonly<{ kind: 'done'; fields: Fields; isReplay: boolean; problem?: undefined }>;
export type Refused = Readonly<{
  kind: 'refused';
  status: number;
  problem: Problem;
  retryAfterMs: number | undefined;
  cause?: undefined;
}>;
/** No answer of the service. It may have been done. `isLast`: another attempt will not help. */
export type Lost = Readonly<{ kind: 'lost'; cause: unknown; isLast: boolean; problem?: undefined }>;
export type Attempt = Done | Refused | Lost;

/**
 * Sends a request once, unless the caller aborts first. Never rejects: faults of the network and answers of strangers are
 * `lost`.
 */
export async function attempt(
  request: HttpRequest,
  timeOutMs: number,
  io: Io,
  authorize: Authorize | undefined,
  aborted: Promise<Lost>,
): Promise<Attempt> {
  const ended = new AbortController();
  const timedOut = io.sleep(timeOutMs, ended.signal).then(() => lost(new Error(`no answer after ${timeOutMs} ms`)));
  try {
    return await Promise.race([exchange(request, ended.signal, io, authorize, true), timedOut, aborted]);
  } catch (cause) {
    return lost(cause);
  } finally {
    ended.abort();
  }
}

async function exchange(
  request: HttpRequest,
  signal: AbortSignal,
  io: Io,
  authorize: Authorize | undefined,
  mayCorrectClock: boolean,
): Promise<Attempt> {
  const { method, url, body } = request;
  const headers = { ...request.headers, ...(await authorize?.(request)) };
  // A redirected POST becomes a GET.
  const response = await io.fetch(url, { method, headers, redirect: 'error', signal, ...(body && { body }) });
  const { status, headers: answered } = response;
  const text = await response.text();
  if (mayCorrectClock && status === 403 && authorize?.correctClock?.(text, answered.get('date')))
    return exchange(request, signal, io, authorize, false);
  const fields = fieldsOf(text);
  if (status < 400 || status === 402) {
    // Every answer to a command names its payment.
    if (!fields || (method === 'POST' && !fields.payment_id)) return stranger(status, false);
    return { kind: 'done', fields, isReplay: answered.get('idempotent-replayed') === 'true' };
  }
  if (!isProblem(fields)) return stranger(status, status < 500);
  return {
    kind: 'refused',
    status,
    problem: fields,
    retryAfterMs: retryAfterMs(answered.get('retry-after') ?? '', io.now()),
  };
}

function fieldsOf(text: string): Fields | undefined {
  try {
    const value = parseExact(text);
    return typeof value === 'object' && value ? (value as Fields) : undefined;
  } catch {
    return undefined;
  }
}

const isProblem = (fields: Fields | undefined): fields is Problem => isText(fields?.code) && isText(fields.detail);

export const lost = (cause: unknown, isLast = false): Lost => ({ kind: 'lost', cause, isLast });

/** The page of a proxy or of another server says nothing about the request. */
const stranger = (status: number, isLast: boolean): Lost =>
  lost(new Error(`HTTP ${status} without the service's JSON; is this its address?`), isLast);

/** RFC 9110, 10.2.3: seconds, or a date, which may have passed. */
function retryAfterMs(value: string, now: number): number | undefined {
  const ms = /^\d+$/.test(value) ? Number(value) * 1_000 : Date.parse(value) - now;
  return Number.isNaN(ms) ? undefined : ms;
}
