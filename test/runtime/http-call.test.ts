import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { httpCall } from '../../src/runtime/http-call.ts';
import { answering, breakingOff, hangingUp, ScriptedServer } from '../support/scripted-server.ts';

let server: ScriptedServer;
beforeAll(async () => {
  server = await ScriptedServer.started();
});
beforeEach(() => {
  server.received.length = 0;
});
afterAll(() => server[Symbol.asyncDispose]());

const call = httpCall();
const { signal } = new AbortController();
async function textOf(body: AsyncIterable<Uint8Array> | null): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of body ?? []) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

/** From which ports the server is called from now on. */
function notingPorts(): ReadonlySet<number | undefined> {
  const ports = new Set<number | undefined>();
  const note = (response: ServerResponse) => {
    ports.add(response.socket?.remotePort);
    response.end('done');
  };
  server.replies = [note];
  return ports;
}

describe('a call to another service', () => {
  it('sends what it is given, at the path and query that it is given', async () => {
    server.replies = [answering(201, 'tärä')];
    const headers = { 'Idempotency-Key': 'k', 'Content-Type': 'application/json' };
    const { status, body } = await call(`${server.url}a%2Fb?c=d#e`, {
      method: 'POST',
      headers,
      body: '{"ä":1}',
      signal,
    });
    expect([status, await textOf(body)]).toEqual([201, 'tärä']);
    expect(server.received).toEqual([
      {
        method: 'POST',
        url: '/a%2Fb?c=d',
        headers: expect.objectContaining({
          'idempotency-key': 'k',
          'content-length': '8',
          host: server.url.host,
          'user-agent': 'payment-service',
        }),
        body: '{"ä":1}',
      },
    ]);
  });

  it('asks without a body', async () => {
    server.replies = [answering(200, '')];
    await call(server.url.href, { headers: {}, signal });
    expect(server.received[0]).toMatchObject({ method: 'GET', url: '/', body: '' });
  });

  it('gives the headers of the answer, whatever their case', async () => {
    server.replies = [(response) => void response.writeHead(200, { 'Idempotent-Replayed': 'true' }).end()];
    const { headers } = await call(server.url.href, { headers: {}, signal });
    const names = ['Idempotent-Replayed', 'idempotent-replayed', 'Request-Id'];
    expect(names.map((name) => headers.get(name))).toEqual(['true', 'true', null]);
  });

  it('goes nowhere else, whatever is answered', async () => {
    server.replies = [(response) => void response.writeHead(302, { Location: '/elsewhere' }).end()];
    await expect(call(server.url.href, { headers: {}, signal })).resolves.toMatchObject({ status: 302 });
    expect(server.received).toHaveLength(1);
  });

  it('takes a connection again whose answer was taken in', async () => {
    const ports = notingPorts();
    for (let times = 0; times < 3; times++) await textOf((await call(server.url.href, { headers: {}, signal })).body);
    expect(ports.size).toBe(1);
  });

  it('takes no connection again that was idle for four seconds, frozen or not', async () => {
    // Node's sockets keep time themselves: this is what one does when its four seconds are over.
    const limited = vi.spyOn(Socket.prototype, 'setTimeout');
    const ports = notingPorts();
    await textOf((await call(server.url.href, { headers: {}, signal })).body);
    const idle = limited.mock.contexts.filter((_, number) => limited.mock.calls[number]?.[0] === 4_000);
    limited.mockRestore();
    for (const socket of new Set(idle)) if (socket instanceof Socket) socket.emit('timeout');
    await textOf((await call(server.url.href, { headers: {}, signal })).body);
    expect(ports.size).toBe(2);
  });

  it.each([
    ['nobody listens', undefined],
    ['the other side hangs up', hangingUp],
  ])('fails when %s', async (_why, reply) => {
    server.replies = reply ? [reply] : [];
    const address = reply ? server.url.href : 'http://127.0.0.1:1/';
    await expect(call(address, { headers: {}, signal })).rejects.toThrow(/ECONNREFUSED|ECONNRESET|socket hang up/);
  });

  it('ends when it is aborted, before the answer and within it', async () => {
    const [before, within] = [new AbortController(), new AbortController()];
    server.replies = [() => before.abort()];
    await expect(call(server.url.href, { headers: {}, signal: before.signal })).rejects.toThrow();
    server.replies = [(response) => void response.write('{')];
    const { body } = await call(server.url.href, { headers: {}, signal: within.signal });
    within.abort();
    await expect(textOf(body)).rejects.toThrow();
  });

  it('says so when an answer ends in the middle; an answer that nobody reads does no harm', async () => {
    server.replies = [breakingOff];
    const { body } = await call(server.url.href, { headers: {}, signal });
    await expect(textOf(body)).rejects.toThrow('aborted');
    const over = new AbortController();
    const { promise: cut, resolve } = Promise.withResolvers<ServerResponse>();
    server.replies = [(response) => void response.write('{', () => resolve(response))];
    await call(server.url.href, { headers: {}, signal: over.signal });
    const closed = once(await cut, 'close');
    over.abort();
    await closed;
  });
});
