import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { buffer } from 'node:stream/consumers';

/** `fetch` that also sends repeated lines of one header, which the real one would join. */
export const repeatingFetch =
  (name: string, lines: readonly string[]): typeof fetch =>
  async (input, init = {}) => {
    const url = new URL(String(input));
    const body = await new Response(init.body ?? null).bytes();
    const headers = ['host', url.host, 'content-length', String(body.length)];
    for (const [header, value] of new Headers(init.headers)) headers.push(header, value);
    for (const line of lines) headers.push(name, line);
    const sent = request(url, { method: init.method ?? 'GET', headers }).end(body);
    const [answer] = (await once(sent, 'response')) as [IncomingMessage];
    const received = new Headers();
    for (const [header, values] of Object.entries(answer.headersDistinct)) {
      for (const value of values ?? []) received.append(header, value);
    }
    const content = new Uint8Array(await buffer(answer));
    return new Response(content, { status: answer.statusCode ?? 0, headers: received });
  };
