import { setTimeout as sleep } from 'node:timers/promises';

/** What an API answered, body as it was sent. */
export type Answered = Readonly<{
  status: number;
  headers: Headers;
  text: string;
  json: Readonly<Record<string, unknown>>;
}>;

/** A client that sends what it is told, even what a good one would not. */
export function clientOf(url: string) {
  async function send(method: string, path: string, init: RequestInit = {}): Promise<Answered> {
    const response = await fetch(url + path, { ...init, method });
    const text = await response.text();
    return { status: response.status, headers: response.headers, text, json: jsonOf(text) };
  }
  return {
    send,
    get: (path: string, headers: Record<string, string> = {}) => send('GET', path, { headers }),
    post: (path: string, body: string, headers: Record<string, string> = {}) =>
      send('POST', path, { body, headers: { 'Content-Type': 'application/json', ...headers } }),
  };
}

function jsonOf(text: string): Answered['json'] {
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
}

/**
 * Sends a request as a client that comes back when it is told to: a duplicate waits only so long for the first request, and on
 * a busy machine that may take longer. It comes back sooner than it is told, so that a crowd does not wait for seconds.
 */
export async function comingBack(call: () => Promise<Answered>): Promise<Answered> {
  for (;;) {
    const answer = await call();
    if (!answer.headers.has('retry-after')) return answer;
    await sleep(Number(answer.headers.get('retry-after')) * 200);
  }
}
