import { request } from 'node:http';
import type { Answered } from '../support/client.ts';
import type { BadInput } from './input.ts';

type Sent = Pick<BadInput, 'method' | 'path' | 'headers' | 'body'>;

/** Sends a request as it is written: a header twice, a path that no URL has, bytes that are no text. */
export function sent(origin: string, { method, path, headers, body }: Sent): Promise<Answered> {
  const { hostname, port } = new URL(origin);
  const length: readonly (readonly [string, string])[] =
    body.length > 0 || method === 'POST' ? [['Content-Length', String(Buffer.byteLength(body))]] : [];
  const flat = [['Host', `${hostname}:${port}`] as const, ...headers, ...length].flat();
  return new Promise((resolve, reject) => {
    const outgoing = request({ host: hostname, port, method, path, headers: flat }, (response) => {
      response.toArray().then((parts: Buffer[]) => {
        const text = Buffer.concat(parts).toString('utf8');
        const answered = new Headers(Object.entries(response.headers).map(([name, value]) => [name, String(value)]));
        resolve({ status: response.statusCode ?? 0, headers: answered, text, json: jsonOf(text) });
      }, reject);
    });
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}

function jsonOf(text: string): Answered['json'] {
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
}
