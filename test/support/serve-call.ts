import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import type { Io } from '../../src/runtime/io.ts';

/** Serves a provider in memory on a port, for one key; whoever has another gets 401. If the call rejects, the connection breaks. */
export async function serveCall(
  call: Io['call'],
  key: string,
  port = 0,
): Promise<Readonly<{ url: string; stop: () => void }>> {
  const server = createServer(async (request, response) => {
    const { method = '', url = '', headers } = request;
    const body = await text(request);
    if (headers.authorization !== `Bearer ${key}`) {
      response.writeHead(401, { 'Content-Type': 'application/json' }).end('{"error":{"type":"invalid_request_error"}}');
      return;
    }
    const named = { 'Idempotency-Key': String(headers['idempotency-key'] ?? '') };
    const signal = AbortSignal.timeout(10_000);
    const sent = { method, headers: named, signal, ...(body !== '' && { body }) };
    const answer = await call(`http://provider${url}`, sent).catch(() => undefined);
    if (answer === undefined) {
      request.socket.destroy();
      return;
    }
    const replayed = answer.headers.get('Idempotent-Replayed');
    response.writeHead(answer.status, {
      'Content-Type': 'application/json',
      ...(replayed !== null && { 'Idempotent-Replayed': replayed }),
    });
    for await (const chunk of answer.body ?? []) response.write(chunk);
    response.end();
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, stop: () => server.close() };
}
