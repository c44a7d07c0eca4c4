import { getEventListeners, once } from 'node:events';
import { describe, expect, it } from 'vitest';
import type { KeyStore } from '../../client/keys/key-store.ts';
import { memoryKeys } from '../../client/keys/memory.ts';
import { type CallOptions, type Once, PaymentClient, UnansweredError } from '../../client/payment-client.ts';
import { collected } from '../support/collected.ts';
import { answering, type Reply, ScriptedServer } from '../support/scripted-server.ts';

const reason = new Error('the customer left');
const payment = { payment_id: 'p', status: 'SUCCESS', amount: 25 };
const refund = { payment_id: 'p', refund_id: 'r', refund_status: 'SUCCESS' };

type Command = (payments: PaymentClient, once: Once, options: CallOptions) => Promise<unknown>;
const commands: readonly (readonly [string, Command, object])[] = [
  ['pay', (payments, once, options) => payments.pay({ amount: '25.00', currency: 'EUR' }, once, options), payment],
  ['capture', (payments, once, options) => payments.capture('p', {}, once, options), payment],
  ['cancel', (payments, once, options) => payments.cancel('p', once, options), payment],
  ['refund', (payments, once, options) => payments.refund('p', {}, once, options), refund],
];

type Read = (payments: PaymentClient, options: CallOptions) => Promise<unknown>;
const reads: readonly (readonly [string, Read])[] = [
  ['get', (payments, options) => payments.get('p', options)],
  ['getRefund', (payments, options) => payments.getRefund('r', options)],
  ['lookUp', (payments, options) => payments.lookUp('order-7', options)],
  ['timeline', (payments, options) => payments.timeline('p', options)],
  ['list', (payments, options) => collected(payments.list({}, options))],
  ['events', (payments, options) => collected(payments.events({}, options))],
];

const never = () => new Promise<void>(() => {});

async function started(keys: KeyStore = memoryKeys()) {
  const server = await ScriptedServer.started();
  const controller = new AbortController();
  const pauses: number[] = [];
  // Attempts have all the time that they need, and a pause ends with its call.
  const sleep = (ms: number) => {
    if (ms === 30_000) controller.abort(reason);
    pauses.push(ms);
    return never();
  };
  const payments = new PaymentClient({ url: server.url.href, keys, io: { sleep } });
  const { signal } = controller;
  /** The request has arrived and is being done; no answer is sent. */
  const aborting: Reply = () => controller.abort(reason);
  return {
    server,
    controller,
    signal,
    payments,
    keys,
    aborting,
    pauses,
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}

const failureOf = (call: Promise<unknown>): Promise<unknown> =>
  call.then(
    () => 'no failure',
    (error: unknown) => error,
  );

const keysOf = ({ received }: ScriptedServer) => received.map(({ headers }) => headers['idempotency-key']);

describe('a command that is aborted', () => {
  it.each(commands)('before %s is called stores and sends nothing', async (_name, command) => {
    await using world = await started();
    const { controller, signal, payments, keys, server } = world;
    controller.abort(reason);
    expect(await failureOf(command(payments, { intent: 'order-7' }, { signal }))).toBe(reason);
    expect(await failureOf(command(payments, { key: 'mine' }, { signal }))).toBe(reason);
    expect(await collected(keys.unanswered())).toEqual([]);
    expect(server.received).toEqual([]);
  });

  it.each(commands)(
    'after %s was sent has an unknown outcome, and resume() finds it',
    async (_name, command, answer) => {
      await using world = await started();
      const { signal, payments, server, aborting } = world;
      server.replies = [aborting, answering(201, answer)];
      const failure = await failureOf(command(payments, { intent: 'order-7' }, { signal }));
      expect(failure).toBeInstanceOf(UnansweredError);
      expect(failure).toMatchObject({ key: keysOf(server)[0], cause: reason });
      expect(await collected(payments.resume())).toMatchObject([{ intent: 'order-7' }]);
      const [first, second] = server.received;
      expect([second?.url, second?.body]).toEqual([first?.url, first?.body]);
      expect(new Set(keysOf(server)).size).toBe(1);
      expect(await collected(payments.resume())).toEqual([]);
    },
  );

  it('after it was sent closes its connection', async () => {
    await using world = await started();
    const { controller, signal, payments, server } = world;
    const closed = Promise.withResolvers<unknown>();
    server.replies = [
      (response) => {
        closed.resolve(once(response, 'close'));
        controller.abort(reason);
      },
    ];
    await failureOf(payments.pay({ amount: '25.00' }, { key: 'mine' }, { signal }));
    await closed.promise;
  });

  it('while its key is stored is not sent, and stays for resume(): another caller may have got its key', async () => {
    const stored = memoryKeys();
    const storing: KeyStore = {
      ...stored,
      claim: (request) => {
        world.controller.abort(reason);
        return stored.claim(request);
      },
    };
    await using world = await started(storing);
    const { signal, payments, server } = world;
    const failure = await failureOf(payments.pay({ amount: '25.00' }, { intent: 'order-7' }, { signal }));
    expect(failure).toMatchObject({ name: 'UnansweredError', cause: reason });
    expect(server.received).toEqual([]);
    server.replies = [answering(201, payment)];
    expect(await collected(payments.resume())).toMatchObject([{ intent: 'order-7', result: { status: 'paid' } }]);
  });

  it('in a pause is not sent again', async () => {
    await using world = await started();
    const { signal, payments, server, pauses } = world;
    const problem = { code: 'store_unavailable', detail: 'the store did not answer' };
    server.replies = [answering(503, problem, { 'Retry-After': '30' })];
    const failure = await failureOf(payments.pay({ amount: '25.00' }, { key: 'mine' }, { signal }));
    expect(failure).toMatchObject({ name: 'UnansweredError', key: 'mine', cause: reason });
    expect(pauses).toEqual([15_000, 30_000]);
    expect(server.received).toHaveLength(1);
  });
});

describe('a read that is aborted', () => {
  it.each(reads)('before %s is called sends nothing', async (_name, read) => {
    await using world = await started();
    const { controller, signal, payments, server } = world;
    controller.abort(reason);
    expect(await failureOf(read(payments, { signal }))).toBe(reason);
    expect(server.received).toEqual([]);
  });

  it.each(reads)('while %s waits for its answer throws the reason', async (_name, read) => {
    await using world = await started();
    const { signal, payments, server, aborting } = world;
    server.replies = [aborting];
    expect(await failureOf(read(payments, { signal }))).toBe(reason);
    expect(server.received).toHaveLength(1);
  });

  it('between two pages of a list does not ask for the second one', async () => {
    await using world = await started();
    const { controller, signal, payments, server } = world;
    server.replies = [answering(200, { payments: [payment], next_cursor: 'c1' })];
    const list = payments.list({}, { signal });
    expect((await list.next()).value).toMatchObject({ payment_id: 'p' });
    controller.abort(reason);
    expect(await failureOf(list.next())).toBe(reason);
    expect(server.received).toHaveLength(1);
  });
});

describe('resume() that is aborted', () => {
  it('sends no further request, and leaves all that is unanswered to the next one', async () => {
    await using world = await started();
    const { keys, signal, payments, server, aborting } = world;
    for (const intent of ['a', 'b']) await keys.claim({ command: 'pay', intent, key: intent, path: '/v1/payments' });
    server.replies = [aborting, answering(201, payment)];
    expect(await failureOf(collected(payments.resume({ signal })))).toBe(reason);
    expect(keysOf(server)).toEqual(['a']);
    expect(await collected(payments.resume())).toMatchObject([{ intent: 'a' }, { intent: 'b' }]);
    expect(keysOf(server)).toEqual(['a', 'a', 'b']);
  });
});

it('a signal that outlives its calls keeps nothing of them', async () => {
  await using world = await started();
  const { signal, payments, server } = world;
  server.replies = [answering(201, payment)];
  for (let call = 0; call < 3; call++) await payments.pay({ amount: '25.00' }, { key: 'mine' }, { signal });
  expect(getEventListeners(signal, 'abort')).toEqual([]);
});
