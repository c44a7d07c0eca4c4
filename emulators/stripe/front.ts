import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { httpCall } from '../../src/runtime/http-call.ts';
import { localstripeDialect } from './dialect.ts';

/**
 * One address for both judges: stripe-mock checks each request, and localstripe carries it out. Each request is shown on the
 * terminal, so that the conversation with Stripe can be followed.
 */
export async function startFront(
  port: number,
  { localstripe, stripeMock }: Readonly<{ localstripe: string; stripeMock: string | undefined }>,
): Promise<Readonly<{ url: string; close: () => void }>> {
  const call = httpCall();
  const stripe = localstripeDialect(call);

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = 'GET', url = '/' } = request;
    const text = Buffer.concat(await request.toArray()).toString();
    const { authorization = '', 'content-type': type = '' } = request.headers;
    const body = text === '' ? {} : { body: text };
    const headers = { Authorization: authorization, ...(text !== '' && { 'Content-Type': type }) };
    const outgoing = { method, headers, signal: AbortSignal.timeout(30_000), ...body };
    const checked = stripeMock === undefined ? undefined : await call(stripeMock + url, outgoing);
    const isAccepted = checked === undefined || checked.status < 400;
    const { status, body: shown } = isAccepted ? await stripe(localstripe + url, outgoing) : checked;
    console.log(`${method} ${url} ${decodeURIComponent(text)} → ${status}${isAccepted ? '' : ' (stripe-mock)'}`);
    response.writeHead(status, { 'Content-Type': 'application/json', 'Request-Id': 'req_local' });
    for await (const chunk of shown ?? []) response.write(chunk);
    response.end();
  }

  const server = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => {
      console.error(error);
      response.writeHead(500).end('{"error":{"type":"api_error"}}');
    });
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const listening = typeof address === 'object' ? address?.port : undefined;
  return { url: `http://localhost:${listening ?? port}`, close: () => server.close() };
}
