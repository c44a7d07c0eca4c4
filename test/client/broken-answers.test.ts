import { setImmediate } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { Io } from '../../client/io.ts';
import { memoryKeys } from '../../client/keys/memory.ts';
import { PaymentClient, UnansweredError } from '../../client/payment-client.ts';
import { collected } from '../support/collected.ts';
import { type ReceivedRequest, type Reply, ScriptedServer } from '../support/scripted-server.ts';
import { World } from '../support/world.ts';
import { answerOfWorld } from '../support/world-server.ts';

/** The platform's `fetch`, and no pauses: an attempt has all the time it needs, and the next one begins at once. */
const hurried: Partial<Io> = { sleep: (_ms, aborted) => (aborted ? new Promise(() => {}) : setImmediate()) };

const answerOf = (world: World, { method, url, headers, body }: ReceivedRequest) =>
  answerOfWorld(world, {
    method,
    url: new URL(url, 'http://localhost'),
    headers: Object.entries(headers).map(([name, value]) => [name, value ?? ''] as const),
    body: Buffer.from(body).toString('base64'),
  });

const byWorld =
  (world: World): Reply =>
  async (response, request) => {
    const { statusCode, headers = {}, body } = await answerOf(world, request);
    response.writeHead(statusCode, headers as Record<string, string>).end(body);
  };

/** The service does the request, and its answer does not arrive. */
const doneBefore =
  (world: World, broken: Reply): Reply =>
  async (response, request) => {
    await answerOf(world, request);
    broken(response, request);
  };

const raw =
  (text: string): Reply =>
  ({ socket }) =>
    void socket?.end(text);
const json = { 'Content-Type': 'application/json' };

/** Answers and ends of connections, as proxies, load balancers and networks cause them. */
const broken: Readonly<Record<string, Reply>> = {
  'a connection that is reset': ({ socket }) => void socket?.resetAndDestroy(),
  'a connection that is closed': ({ socket }) => void socket?.end(),
  'half a header': raw('HTTP/1.1 201 Created\r\nContent-Ty'),
  'bytes that are no HTTP': raw('\x00\x00\x08\x07\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00'),
  'a body that is shorter than its length': raw(
    'HTTP/1.1 201 Created\r\nContent-Length: 500\r\n\r\n{"payment_id": "p"',
  ),
  'chunks that end early': raw(
    'HTTP/1.1 201 Created\r\nTransfer-Encoding: chunked\r\n\r\n12\r\n{"payment_id": "p"\r\n',
  ),
  'a body that is cut short by a proxy': (response) =>
    void response.writeHead(201, json).end('{"payment_id": "p", "amo'),
  'an empty body': (response) => void response.writeHead(204).end(),
  'a page of a proxy with 502': (response) => void response.writeHead(502).end('<html>Bad Gateway</html>'),
  'a page of a portal with 200': (response) => void response.writeHead(200).end('<html>Log in</html>'),
  'JSON of another server with 200': (response) => void response.writeHead(200, json).end('{"status": "ok"}'),
  'JSON of another server with 402': (response) => void response.writeHead(402, json).end('{"message": "pay us"}'),
  'a redirect of the request': (response) => void response.writeHead(307, { Location: '/elsewhere' }).end(),
  'a redirect that turns it into a read': (response) => void response.writeHead(302, { Location: '/' }).end(),
  'a date of Retry-After that has passed': (response) =>
    void response
      .writeHead(503, { ...json, 'Retry-After': 'Wed, 21 Oct 2015 07:28:00 GMT' })
      .end('{"code": "store_unavailable", "detail": "the store did not answer"}'),
  'a Retry-After that is no time': (response) =>
    void response
      .writeHead(503, { ...json, 'Retry-After': 'soon' })
      .end('{"code": "store_unavailable", "detail": "the store did not answer"}'),
};

describe('a client that gets', () => {
  it.for(Object.entries(broken))('%s sends again, with the same key, whether or not it was done', async ([, reply]) => {
    await using server = await ScriptedServer.started();
    const payments = new PaymentClient({ url: server.url.href, keys: memoryKeys(), io: hurried });
    for (const wasDone of [false, true]) {
      const world = new World();
      server.replies = [wasDone ? doneBefore(world, reply) : reply, byWorld(world)];
      const before = server.received.length;
      const result = await payments.pay({ amount: '25.00', currency: 'EUR' }, { intent: `done: ${wasDone}` });
      expect(result).toMatchObject({ status: 'paid', isReplay: wasDone });
      const keys = server.received.slice(before).map(({ headers }) => headers['idempotency-key']);
      expect(keys).toEqual([result.key, result.key]);
    }
  });

  it('only answers of another server says that the outcome is unknown, and resumes once it is the service again', async () => {
    await using server = await ScriptedServer.started();
    server.replies = [(response) => void response.writeHead(200, json).end('{"status": "ok"}')];
    let now = 0;
    const io = { ...hurried, now: () => ++now * 1_000 };
    const payments = new PaymentClient({ url: server.url.href, keys: memoryKeys(), deadlineMs: 10_000, io });
    const paid = payments.pay({ amount: '25.00', currency: 'EUR' }, { intent: 'order-7' });
    await expect(paid).rejects.toThrow(UnansweredError);
    server.replies = [byWorld(new World())];
    expect(await collected(payments.resume())).toMatchObject([{ intent: 'order-7', result: { status: 'paid' } }]);
  });
});
