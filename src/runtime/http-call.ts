import { HttpRequest } from '@smithy/core/protocols';
import { NodeHttpHandler } from '@smithy/node-http-handler';

/** A request as this service makes them: with text or nothing, and an end to its patience. */
export type Outgoing = Readonly<{
  method?: string;
  headers: Readonly<Record<string, string>>;
  body?: string;
  signal: AbortSignal;
}>;

/** All that is read of an answer. */
export type Answered = Readonly<{
  status: number;
  /** The value of a header, whatever its case; null if there is none. */
  headers: Readonly<{ get(name: string): string | null }>;
  body: AsyncIterable<Uint8Array> | null;
}>;

/**
 * An idle connection is dropped after so long, also if that passed while Lambda had frozen the function: by then the
 * other side, or something in between, may have forgotten it.
 */
const agent = { keepAlive: true, timeout: 4_000 };

/** Firewalls refuse who has no name. */
const userAgent = { 'User-Agent': 'payment-service' };

/**
 * Requests to other services by Node's own HTTP client, over connections that are kept: the global fetch would add
 * 22 ms to a cold start. Redirects are not followed. Rejects when there is no answer.
 */
export function httpCall() {
  const connections = new NodeHttpHandler({ httpAgent: agent, httpsAgent: agent });
  return async (address: string, { method = 'GET', headers, body, signal }: Outgoing): Promise<Answered> => {
    const { protocol, hostname, port, pathname, search } = new URL(address);
    const length = body === undefined ? {} : { 'Content-Length': String(Buffer.byteLength(body)) };
    const request = new HttpRequest({
      method,
      protocol,
      hostname,
      ...(port && { port: Number(port) }),
      path: pathname + search,
      headers: { ...userAgent, ...headers, ...length },
      body,
    });
    const { response } = await connections.handle(request, { abortSignal: signal });
    const answered = response.headers;
    return {
      status: response.statusCode,
      headers: { get: (name) => answered[name.toLowerCase()] ?? null },
      body: response.body,
    };
  };
}
