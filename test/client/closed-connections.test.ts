import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from 'vitest';
import type { Io } from '../../client/io.ts';
import { memoryKeys } from '../../client/keys/memory.ts';
import { PaymentClient } from '../../client/payment-client.ts';

const request = { amount: '25.00', currency: 'EUR' } as const;
const payment = JSON.stringify({ payment_id: 'p', status: 'SUCCESS', amount: 25 });
type Answer = 'answers' | 'answers and closes' | 'closes' | 'answers half and closes';

/** A server that a deployment replaces: the old one drains, and the new one listens to the same port. */
class ReplacedServer {
  /** Key, and number of its connection. */
  readonly received: (readonly [key: unknown, connection: number])[] = [];
  readonly #connections: unknown[] = [];
  #server: Server | undefined;
  answers: Answer[] = [];

  async listen(port = 0): Promise<number> {
    this.#server = createServer(({ headers, socket }, response) => {
      if (!this.#connections.includes(socket)) this.#connections.push(socket);
      this.received.push([headers['idempotency-key'], this.#connections.indexOf(socket)]);
      switch (this.answers.shift() ?? 'answers') {
        case 'answers':
          return response.writeHead(201).end(payment);
        case 'answers and closes':
          return response.writeHead(201, { Connection: 'close' }).end(payment);
        case 'closes':
          return socket.end();
        case 'answers half and closes':
          response.writeHead(201, { Connection: 'close', 'Content-Length': payment.length });
          return response.write(payment.slice(0, 10), () => socket.end());
      }
    }).listen(port, '127.0.0.1');
    await once(this.#server, 'listening');
    return (this.#server.address() as AddressInfo).port;
  }

  /** Accepts no more connections, and closes those that are idle. */
  async close(): Promise<void> {
    const closed = new Promise((resolve) => this.#server?.close(resolve));
    this.#server?.closeAllConnections();
    await closed;
  }

  [Symbol.asyncDispose] = () => this.close();
}

/** `inPause` happens between two attempts. */
function clientOf(port: number, inPause: () => Promise<unknown> = async () => {}): PaymentClient {
  const sleep: Io['sleep'] = async (_ms, aborted) => void (await (aborted ? new Promise(() => {}) : inPause()));
  return new PaymentClient({ url: `http://127.0.0.1:${port}`, keys: memoryKeys(), io: { sleep } });
}

describe('a connection that a server closes in order', () => {
  it('after its answer is followed by another connection', async () => {
    await using server = new ReplacedServer();
    const payments = clientOf(await server.listen());
    server.answers = ['answers and closes'];
    for (const intent of ['a', 'b']) expect((await payments.pay(request, { intent })).status).toBe('paid');
    expect(server.received.map(([, connection]) => connection)).toEqual([0, 1]);
  });

  it.each<Answer>(['closes', 'answers half and closes'])(
    'while a request is on its way (%s) is followed by the same key on another one',
    async (answer) => {
      await using server = new ReplacedServer();
      const payments = clientOf(await server.listen());
      server.answers = ['answers', answer];
      await payments.pay(request, { intent: 'a' });
      const { key, status } = await payments.pay(request, { intent: 'b' });
      expect(status).toBe('paid');
      const [, closed, next] = server.received;
      expect([closed?.[0], next?.[0], server.received.length]).toEqual([key, key, 3]);
      expect(next?.[1]).not.toBe(closed?.[1]);
    },
  );

  it('and accepts no more of, for it is replaced, is followed by the same key at the new server', async () => {
    await using server = new ReplacedServer();
    const port = await server.listen();
    let pauses = 0;
    // Refused twice: the new server listens in the second pause.
    const payments = clientOf(port, async () => ++pauses === 2 && server.listen(port));
    await payments.pay(request, { intent: 'a' });
    await server.close();
    const { key, status } = await payments.pay(request, { intent: 'b' });
    expect([status, pauses]).toEqual(['paid', 2]);
    expect(server.received.map(([sent]) => sent).slice(1)).toEqual([key]);
  });
});
