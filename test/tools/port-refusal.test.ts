import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it } from 'vitest';
import { portRefusal } from '../../tools/start/port-refusal.ts';

/** The refusal of a port at which a server gives this answer to every path. */
async function refusalBeside(status: number, body: string): Promise<string | undefined> {
  const server = createServer((_, response) => response.writeHead(status).end(body)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const cause = Object.assign(new Error('listen'), { syscall: 'listen', code: 'EADDRINUSE', port });
  const refusal = await portRefusal(new Error('not started', { cause }));
  server.close();
  server.closeAllConnections();
  return refusal?.message.replace(String(port), 'N');
}

const description = JSON.stringify({ stage: 'local', dynamodbEndpoint: 'http://127.0.0.1:4000', tables: {} });

it.each([
  ['an environment’s description', 200, description, 'another npm start'],
  ['a page', 200, '<html>', 'another program'],
  ['another object', 200, '{"ok":true}', 'another program'],
  ['null', 200, 'null', 'another program'],
  ['404', 404, description, 'another program'],
])('a port that answers with %s is taken by the right program', async (_, status, body, holder) => {
  expect(await refusalBeside(status, body)).toBe(`Port N is taken by ${holder}: stop it, or choose another --port.`);
});

it('an error that is not about a port is no refusal', async () => {
  expect(await portRefusal(new Error('broken'))).toBeUndefined();
});
