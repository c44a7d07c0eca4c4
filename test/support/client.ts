import { setTimeout as sleep } from 'node:timers/promises';

/** An API's answer, with its body as it was sent. */
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
 * Retries while the answer has Retry-After: a duplicate waits only so long for the first request, which may take longer on a
 * busy machine. Retries sooner than asked, to keep tests short, but pauses, because a crowd of retries would block itself.
 */
export async function comingBack(call: () => Promise<Answered>): Promise<Answered> {
  for (;;) {
    const answer = await call();
    if (!answer.headers.has('retry-after')) return answer;
    await sleep(Number(answer.headers.get('retry-after')) * 200);
  }
}
