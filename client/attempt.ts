import { parseExact } from './exact-json.ts';
import type { Io } from './io.ts';
import type { Problem } from './types.ts';

export type HttpRequest = Readonly<{
  method: 'GET' | 'HEAD' | 'POST' | 'DELETE';
  url: string;
  headers: Readonly<Record<string, string>>;
  body: string | undefined;
}>;

/** Headers that prove who sends a request; called for every attempt. */
export type Authorize = (request: HttpRequest) => Promise<Readonly<Record<string, string>>>;

/** An object in an answer. */
export type Fields = Readonly<Record<string, unknown>>;

export type Done = Readonly<{ kind: 'done'; fields: Fields; isReplay: boolean }>;
export type Refused = Readonly<{
  kind: 'refused';
  status: number;
  problem: Problem;
  retryAfterMs: number | undefined;
}>;
/** No answer of the service. It may have been done. `isHopeless`: another attempt will not help. */
type Lost = Readonly<{ kind: 'lost'; cause: unknown; isHopeless: boolean }>;
export type Attempt = Done | Refused | Lost;

/** Sends a request once. Never rejects: faults of the network and answers of strangers are `lost`. */
export async function attempt(
  request: HttpRequest,
  timeOutMs: number,
  io: Io,
  authorize: Authorize | undefined,
): Promise<Attempt> {
  const timeOut = new AbortController();
  const finished = new AbortController();
  const timedOut = io.sleep(timeOutMs, finished.signal).then((): Lost => {
    timeOut.abort();
    return { kind: 'lost', cause: new Error(`no answer after ${timeOutMs} ms`), isHopeless: false };
  });
  try {
    return await Promise.race([exchange(request, timeOut.signal, io, authorize), timedOut]);
  } catch (cause) {
    return { kind: 'lost', cause, isHopeless: false };
  } finally {
    finished.abort();
  }
}

async function exchange(
  request: HttpRequest,
  signal: AbortSignal,
  io: Io,
  authorize: Authorize | undefined,
): Promise<Attempt> {
  const { method, url, body } = request;
  const headers = { ...request.headers, ...(await authorize?.(request)) };
  // A redirected POST becomes a GET.
  const init = { method, headers, redirect: 'error', signal, ...(body !== undefined && { body }) } as const;
  const response = await io.fetch(url, init);
  const { status, headers: answered } = response;
  const fields = fieldsOf(await response.text());
  if (status < 400 || status === 402) {
    // Every answer to a command names its payment.
    if (fields === undefined || (method === 'POST' && !fields.payment_id)) return stranger(status, false);
    return { kind: 'done', fields, isReplay: answered.get('idempotent-replayed') === 'true' };
  }
  if (!isProblem(fields)) return stranger(status, status < 500);
  return {
    kind: 'refused',
    status,
    problem: fields,
    retryAfterMs: retryAfterMs(answered.get('retry-after'), io.now()),
  };
}

function fieldsOf(text: string): Fields | undefined {
  try {
    const value = parseExact(text);
    return typeof value === 'object' && value !== null ? (value as Fields) : undefined;
  } catch {
    return undefined;
  }
}

const isProblem = (fields: Fields | undefined): fields is Problem =>
  typeof fields?.code === 'string' && typeof fields.detail === 'string';

/** The page of a proxy or of another server says nothing about the request. */
const stranger = (status: number, isHopeless: boolean): Lost => ({
  kind: 'lost',
  cause: new Error(`HTTP ${status} without the service's JSON; is this its address?`),
  isHopeless,
});

/** RFC 9110, 10.2.3: seconds, or a date. */
function retryAfterMs(value: string | null, now: number): number | undefined {
  if (value === null) return undefined;
  const ms = /^\d+$/.test(value) ? Number(value) * 1_000 : Date.parse(value) - now;
  return Number.isNaN(ms) ? undefined : Math.max(0, ms);
}
