import { HttpRequest } from '@smithy/core/protocols';
import { NodeHttpHandler, type NodeHttpHandlerOptions } from '@smithy/node-http-handler';

export type OutgoingRequest = Readonly<{
  method?: string;
  headers: Readonly<Record<string, string>>;
  body?: string;
  signal: AbortSignal;
}>;

export type IncomingResponse = Readonly<{
  status: number;
  /** Header names are case-insensitive. Null if the response has no such header. */
  headers: Readonly<{ get(name: string): string | null }>;
  body: AsyncIterable<Uint8Array> | null;
}>;

/**
 * Drops idle connections after 4 s, including time for which Lambda froze the function: the other side or a proxy may
 * have closed them by then.
 */
const agent = { keepAlive: true, timeout: 4_000 };

type Agents = Pick<NodeHttpHandlerOptions, 'httpAgent' | 'httpsAgent'>;

/** Some firewalls reject requests without a User-Agent. */
const userAgent = { 'User-Agent': 'payment-service' };

/**
 * HTTP client for other services, with keep-alive. Uses node:http because the global fetch would add 22 ms to a cold
 * start. Does not follow redirects. Rejects if there is no response.
 */
export function httpCall(agents: Agents = { httpAgent: agent, httpsAgent: agent }) {
  const connections = new NodeHttpHandler(agents);
  return async (
    address: string,
    { method = 'GET', headers, body, signal }: OutgoingRequest,
  ): Promise<IncomingResponse> => {
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
