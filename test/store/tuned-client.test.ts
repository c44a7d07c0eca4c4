import { Socket } from 'node:net';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { GetItem, TransactWriteItems } from '../../src/runtime/operations.ts';
import { type OperationClient, operationClient } from '../../src/store/operation-client.ts';
import { tunedClient } from '../../src/store/tuned-client.ts';
import { HeldTimers } from '../support/held-timers.ts';
import {
  answering,
  breakingOff,
  hangingUp,
  type Reply,
  ScriptedServer,
  standingStill,
} from '../support/scripted-server.ts';

let server: ScriptedServer;
let client: OperationClient;
let timers: HeldTimers;
/** The client connects within 300 ms and waits 800 ms for an answer; its pauses are shorter. */
const leastLimitMs = 300;
beforeAll(async () => {
  server = await ScriptedServer.started();
});
beforeEach(() => {
  server.received.length = 0;
  client = operationClient(tunedClient(server.url));
  timers = new HeldTimers(leastLimitMs);
});
afterEach(() => {
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});
afterAll(() => server[Symbol.asyncDispose]());

const get = new GetItem({ TableName: 'payments', Key: { id: 'a' } });
/** No other limit is as long, so a test can let this one ring alone. */
const withinMs = 60_000;
const read = () => client.send(get, { withinMs });
const timeIsUp = () => timers.ring(withinMs);

const found = answering(200, { Item: { id: { S: 'a' } } });
const output = { Item: { id: 'a' } };
const refusing = (code: string, headers?: Readonly<Record<string, string>>) =>
  answering(400, { __type: `com.amazonaws.dynamodb.v20120810#${code}` }, headers);
const throttled = refusing('ProvisionedThroughputExceededException');
const failed = answering(500, { __type: 'x#InternalServerError', message: 'oops' });

describe('a call is tried again', () => {
  /** The client waits 0.8 s for an answer: here, until the server has the request. */
  const silentUntilTimeUp: Reply = () => timers.ring(800);

  it.each([
    ['throttling', throttled],
    ['an error inside DynamoDB', failed],
    ['a conflict with another region', refusing('ReplicatedWriteConflictException')],
    ['a page of a gateway', answering(503, '<html>')],
    ['a connection that ends without an answer', hangingUp],
    ['an answer that ends in the middle', breakingOff],
    ['no answer in 0.8 s', silentUntilTimeUp],
  ])('after %s, until it is answered', async (_what, fault) => {
    server.replies = [fault, fault, found];
    await expect(read()).resolves.toEqual(output);
    expect(server.received).toHaveLength(3);
    expect(timers.pauses).toHaveLength(2);
  });

  it('after an answer whose body stalls for a second, until it is answered', async () => {
    // The kernel's socket keeps this limit: it rings once the client has read the beginning of the answer.
    const limited = vi.spyOn(Socket.prototype, 'setTimeout').mockImplementation(function (this: Socket, ms, ring) {
      if (ms === 1_000 && ring) this.once('data', () => setImmediate(ring));
      return this;
    });
    server.replies = [standingStill, standingStill, found];
    await expect(read()).resolves.toEqual(output);
    expect(server.received).toHaveLength(3);
    expect(limited).toHaveBeenCalledWith(1_000, expect.any(Function));
  });

  it('on a new connection if the kept one died while the function was frozen', async () => {
    const sockets: (Socket | null)[] = [];
    server.replies = [
      (response, request) => {
        sockets.push(response.socket);
        found(response, request);
      },
    ];
    await read();
    // The client sends its next request before it can notice.
    sockets[0]?.resetAndDestroy();
    await expect(read()).resolves.toEqual(output);
    expect(sockets).toHaveLength(2);
    expect(sockets[0]).not.toBe(sockets[1]);
    expect(timers.pauses).toHaveLength(1);
  });

  it('with the same ClientRequestToken, so that a transaction is done once', async () => {
    server.replies = [hangingUp, failed, answering(200, {})];
    const token = { ClientRequestToken: 'once' };
    await client.send(new TransactWriteItems({ TransactItems: [], ...token }), { withinMs });
    const bodies = server.received.map(({ body }) => JSON.parse(body));
    expect(bodies).toEqual(Array(3).fill({ TransactItems: [], ...token }));
  });

  it('soon: the three pauses are at most 50, 100 and 200 ms', async () => {
    vi.spyOn(Math, 'random').mockReturnValue(1);
    server.replies = [throttled];
    await read().catch(() => undefined);
    expect(timers.pauses).toEqual([50, 100, 200]);
  });

  it('three times at most, and the exception is the last one', async () => {
    server.replies = [hangingUp, throttled, failed, throttled];
    await expect(read()).rejects.toMatchObject({
      name: 'ProvisionedThroughputExceededException',
      $metadata: { attempts: 4 },
    });
    expect(server.received).toHaveLength(4);
  });

  it('and a condition that fails then says so, because the first attempt may have been applied', async () => {
    server.replies = [hangingUp, refusing('ConditionalCheckFailedException')];
    await expect(read()).rejects.toMatchObject({ $metadata: { attempts: 2 } });
  });

  it('but not after an error that another attempt cannot cure', async () => {
    const codes = [
      'ValidationException',
      'ConditionalCheckFailedException',
      'TransactionCanceledException',
      'ResourceNotFoundException',
      'AccessDeniedException',
      'ExpiredTokenException',
      'UnrecognizedClientException',
    ];
    for (const name of codes) {
      server.replies = [refusing(name)];
      await expect(read()).rejects.toMatchObject({ name, $metadata: { attempts: 1 } });
    }
    expect(server.received).toHaveLength(codes.length);
  });

  it.each([
    ['is down', failed, 14],
    ['is too busy', throttled, 5],
  ])('only as long as there are tokens, so a store that %s is not flooded', async (_why, reply, price) => {
    server.replies = [reply];
    for (let call = 0; call < 200; call++) await read().catch(() => undefined);
    expect(server.received).toHaveLength(200 + Math.floor(500 / price));
  });

  it('for as long as it helps, because a call that succeeds gives its tokens back', async () => {
    for (let call = 0; call < 60; call++) {
      server.replies = [failed, found];
      await expect(read()).resolves.toEqual(output);
    }
  });
});

describe('a call that is out of time', () => {
  // `pause`: the shortest one in which time is up. What is left of a pause that was asked for depends on the machine.
  it.each<[when: string, sent: number, reply: Reply, pause: number]>([
    ['without an answer', 1, timeIsUp, 200],
    ['within an answer', 1, (response) => response.write('{"Item":', timeIsUp), 200],
    ['in the pause before its fourth attempt', 3, throttled, 200],
    ['in a pause that DynamoDB asked for', 1, refusing('ThrottlingException', { 'x-amz-retry-after': '250' }), 0],
  ])('%s ends with a TimeoutError, and is not sent again', async (_when, sent, reply, pause) => {
    vi.spyOn(Math, 'random').mockReturnValue(1);
    vi.unstubAllGlobals();
    timers = new HeldTimers(leastLimitMs, (ms) => ms >= pause && timeIsUp());
    server.replies = [reply];
    await expect(read()).rejects.toMatchObject({ name: 'TimeoutError' });
    await new Promise(setImmediate);
    expect(server.received).toHaveLength(sent);
  });

  it('ends alone: those that are under way beside it are answered', async () => {
    const { promise: otherIsOut, resolve } = Promise.withResolvers<void>();
    server.replies = [
      () => timers.ring(1_000),
      async (response, request) => {
        await otherIsOut;
        found(response, request);
      },
    ];
    const short = client.send(get, { withinMs: 1_000 }).finally(resolve);
    const long = client.send(get, { withinMs });
    await expect(short).rejects.toMatchObject({ name: 'TimeoutError' });
    await expect(long).resolves.toEqual(output);
  });
});

describe('calls at the same time', () => {
  it('share the middleware of their command, and each gets the answer to its own request', async () => {
    server.replies = [
      (response, request) => {
        const { Key } = JSON.parse(request.body);
        // The later a request, the sooner its answer.
        setTimeout(() => answering(200, { Item: Key })(response, request), 20 - Number(Key.id.S));
      },
    ];
    const ids = Array.from({ length: 20 }, (_, number) => String(number));
    const answers = ids.map((id) => client.send(new GetItem({ TableName: 'payments', Key: { id } }), { withinMs }));
    await expect(Promise.all(answers)).resolves.toEqual(ids.map((id) => ({ Item: { id } })));
    const signatures = server.received.map(({ headers }) => headers.authorization);
    // A slow machine makes the client try some again: each attempt has a signature of its own.
    expect(new Set(signatures).size).toBe(signatures.length);
    expect(signatures.length).toBeGreaterThanOrEqual(ids.length);
  });
});

describe('a request is signed', () => {
  const dates = () => server.received.map(({ headers }) => headers['x-amz-date']);
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['Date'], now: Date.parse('2026-11-21T12:00:00Z') });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('for each attempt anew', async () => {
    const nineSecondsLater: Reply = (response, request) => {
      vi.setSystemTime('2026-11-21T12:00:09Z');
      response.sendDate = false;
      throttled(response, request);
    };
    server.replies = [nineSecondsLater, found];
    await read();
    expect(dates()).toEqual(['20261121T120000Z', '20261121T120009Z']);
  });

  it('by DynamoDB’s clock if this one is wrong', async () => {
    const date = { Date: 'Sat, 21 Nov 2026 12:10:00 GMT' };
    server.replies = [refusing('InvalidSignatureException', date), found];
    await expect(read()).resolves.toEqual(output);
    expect(dates()).toEqual(['20261121T120000Z', '20261121T121000Z']);
  });
});
