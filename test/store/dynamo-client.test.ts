import { Socket } from 'node:net';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import * as sdk from '@aws-sdk/lib-dynamodb';
import { AwsV4Signer } from 'aws4fetch';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  DeleteItem,
  GetItem,
  type Operation,
  PutItem,
  Query,
  TransactWriteItems,
  UpdateItem,
} from '../../src/runtime/operations.ts';
import { type DynamoClient, dynamoClient, endpointOfLambda } from '../../src/store/dynamo-client.ts';
import type { DynamoError } from '../../src/store/dynamo-error.ts';
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
let client: DynamoClient;
let timers: HeldTimers;
/** The client connects within 300 ms and waits 800 ms for an answer; its pauses are shorter. */
const leastLimitMs = 300;
beforeAll(async () => {
  server = await ScriptedServer.started();
});
beforeEach(() => {
  server.received.length = 0;
  server.replies = [answering(200, {})];
  client = dynamoClient(server.url);
  timers = new HeldTimers(leastLimitMs);
});
afterEach(() => {
  vi.unstubAllGlobals();
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});
afterAll(() => server[Symbol.asyncDispose]());

const TableName = 'payments';
const item = {
  id: 'a“é',
  minor: 9999999999999999n,
  count: 3,
  list: [1, 'two', { three: undefined, four: true }],
  nothing: null,
  absent: undefined,
};
const get = new GetItem({ TableName, Key: { id: 'a' }, ConsistentRead: true });
const never = new AbortController().signal;
const send = (operation: Operation) => client.send(operation, { abortSignal: never });

const key = { Key: { id: 'a' } };
const values = { ExpressionAttributeValues: { ':x': item } };
const update = { TableName, ...key, UpdateExpression: 'SET x = :x', ...values };
const writes = [{ Put: { TableName, Item: item } }, { Update: update }];

/** Each operation beside the SDK's command for it, and what both are given. */
const operations = [
  [GetItem, sdk.GetCommand, get.input],
  [PutItem, sdk.PutCommand, { TableName, Item: item }],
  [PutItem, sdk.PutCommand, { TableName, Item: item, ConditionExpression: 'x = :x', ...values }],
  [UpdateItem, sdk.UpdateCommand, update],
  [DeleteItem, sdk.DeleteCommand, { TableName, ...key }],
  [Query, sdk.QueryCommand, { TableName, KeyConditionExpression: 'id = :x', ...values, ExclusiveStartKey: item }],
  [TransactWriteItems, sdk.TransactWriteCommand, { TransactItems: writes, ClientRequestToken: 'once' }],
] as const;

describe('what is sent', () => {
  it.each(operations)('is what the SDK sends: %o', async (Ours, Theirs, input) => {
    const documents = sdk.DynamoDBDocumentClient.from(new DynamoDBClient({ endpoint: server.url.href }), {
      marshallOptions: { removeUndefinedValues: true },
    });
    await documents.send(new Theirs(input as never) as sdk.PutCommand);
    await send(new Ours(input as never));
    const [theirs, ours] = server.received.map(({ method, url, headers, body }) => {
      const { 'content-type': type, 'x-amz-target': target } = headers;
      return { method, url, type, target, input: JSON.parse(body) };
    });
    expect(ours).toEqual(theirs);
    documents.destroy();
  });

  it.each([undefined, 'a/session+token=='])(
    'is signed as another implementation signs it (token: %s)',
    async (token) => {
      vi.stubEnv('AWS_SESSION_TOKEN', token);
      client = dynamoClient(server.url);
      await send(new PutItem({ TableName, Item: item }));
      const { headers, body } = server.received[0] as { headers: Record<string, string>; body: string };
      const [, names = '', signature] =
        String(headers.authorization).match(/SignedHeaders=(.*), Signature=(.*)$/) ?? [];
      const signer = new AwsV4Signer({
        url: server.url.href,
        method: 'POST',
        headers: Object.fromEntries(names.split(';').map((name) => [name, headers[name] ?? ''])),
        body,
        accessKeyId: 'test',
        secretAccessKey: 'test',
        service: 'dynamodb',
        region: 'eu-west-1',
        datetime: String(headers['x-amz-date']),
        allHeaders: true,
      });
      expect(await signer.signature()).toBe(signature);
      expect(names.split(';')).toEqual(expect.arrayContaining(['host', 'x-amz-date', 'x-amz-target']));
      expect(headers['x-amz-security-token']).toBe(token);
    },
  );

  it.each([
    ['eu-west-1', 'amazonaws.com'],
    ['us-gov-west-1', 'amazonaws.com'],
    ['cn-north-1', 'amazonaws.com.cn'],
    ['eusc-de-east-1', 'amazonaws.eu'],
    ['us-iso-east-1', 'c2s.ic.gov'],
  ])('goes where the SDK would send it in %s', async (region, suffix) => {
    vi.stubEnv('AWS_REGION', region);
    vi.stubEnv('URL_SUFFIX', suffix);
    const { endpointProvider } = new DynamoDBClient({}).config;
    expect(endpointOfLambda().href).toBe(endpointProvider({ Region: region }).url.href);
  });

  it('goes where AWS_ENDPOINT_URL says, or the one for DynamoDB alone', () => {
    vi.stubEnv('AWS_ENDPOINT_URL', 'http://localhost:4566');
    expect(endpointOfLambda().href).toBe('http://localhost:4566/');
    vi.stubEnv('AWS_ENDPOINT_URL_DYNAMODB', 'http://127.0.0.1:1');
    expect(endpointOfLambda().href).toBe('http://127.0.0.1:1/');
  });
});

describe('what is answered', () => {
  it('has plain values, and every digit', async () => {
    const wire = { id: { S: 'a' }, minor: { N: '9999999999999999' }, map: { M: { n: { N: '-15' } } } };
    const plain = { id: 'a', minor: 9999999999999999n, map: { n: -15 } };
    server.replies = [
      answering(200, { Item: wire, Attributes: wire, Items: [wire], LastEvaluatedKey: wire, Count: 1 }),
    ];
    const output = { Item: plain, Attributes: plain, Items: [plain], LastEvaluatedKey: plain, Count: 1 };
    await expect(send(get)).resolves.toEqual(output);
  });

  it.each(['1.5', '9007199254740990.6', '1E+40'])('is not rounded: %s is not understood', async (N) => {
    server.replies = [answering(200, { Item: { n: { N } } })];
    await expect(send(get)).rejects.toThrow('not whole');
  });

  it('is an error with what was there instead, or with a reason for each write', async () => {
    const __type = 'com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException';
    server.replies = [answering(400, { __type, message: 'failed', Item: { id: { S: 'a' } } })];
    await expect(send(get)).rejects.toMatchObject({
      name: 'ConditionalCheckFailedException',
      message: 'failed',
      item: { id: { S: 'a' } },
      $metadata: { httpStatusCode: 400, attempts: 1 },
    });
    const reasons = [{ Code: 'None' }, { Code: 'TransactionConflict', Message: 'busy' }];
    server.replies = [answering(400, { __type: 'TransactionCanceledException', CancellationReasons: reasons })];
    await expect(send(get)).rejects.toMatchObject({ reasons: ['None', 'TransactionConflict'], item: undefined });
  });

  it.each(['<html>Bad Gateway</html>', '', 'null', '[]'])('may be none of DynamoDB’s: %j', async (body) => {
    server.replies = [answering(403, body)];
    await expect(send(get)).rejects.toMatchObject({
      name: 'HTTP 403',
      $metadata: { httpStatusCode: 403, attempts: 1 },
    });
  });
});

describe('what is sent again', () => {
  const throttled = answering(400, { __type: 'x#ProvisionedThroughputExceededException', message: 'slow down' });
  const failed = answering(500, { __type: 'x#InternalServerError', message: 'oops' });

  /** The client waits 0.8 s for an answer: here, until the server has the request. */
  const silentUntilTimeUp: Reply = () => timers.ring(800);

  it.each([
    ['throttling', throttled],
    ['an error inside', failed],
    ['a conflict with another region', answering(400, { __type: 'x#ReplicatedWriteConflictException' })],
    ['a page of something in between', answering(503, '<html>')],
    ['a connection that ends without an answer', hangingUp],
    ['an answer that ends in the middle', breakingOff],
    ['no answer in 0.8 s', silentUntilTimeUp],
  ])('after %s: until it is answered', async (_what, fault) => {
    server.replies = [fault, fault, answering(200, { Count: 7 })];
    await expect(send(get)).resolves.toEqual({ Count: 7 });
    expect(server.received).toHaveLength(3);
    expect(timers.pauses).toHaveLength(2);
  });

  it('after an answer that stands still for a second: until it is answered', async () => {
    // The kernel's socket keeps this limit: it rings once the client has read the beginning of the answer.
    const limited = vi.spyOn(Socket.prototype, 'setTimeout').mockImplementation(function (this: Socket, ms, ring) {
      if (ms === 1_000 && ring) this.once('data', () => setImmediate(ring));
      return this;
    });
    server.replies = [standingStill, standingStill, answering(200, { Count: 7 })];
    await expect(send(get)).resolves.toEqual({ Count: 7 });
    expect(server.received).toHaveLength(3);
    expect(limited).toHaveBeenCalledWith(1_000, expect.any(Function));
  });

  it('soon: three pauses of 50, 100 and 200 ms at most', async () => {
    vi.spyOn(Math, 'random').mockReturnValue(1);
    server.replies = [throttled];
    await send(get).catch(() => undefined);
    expect(timers.pauses).toEqual([50, 100, 200]);
  });

  it('four times at most, and the last answer is told', async () => {
    server.replies = [hangingUp, throttled, failed, throttled];
    const error = (await send(get).catch((thrown) => thrown)) as DynamoError;
    expect(error).toMatchObject({ name: 'ProvisionedThroughputExceededException', $metadata: { attempts: 4 } });
    expect(server.received).toHaveLength(4);
  });

  it('a condition that fails then says so: the first try may have been done', async () => {
    server.replies = [hangingUp, answering(400, { __type: 'x#ConditionalCheckFailedException' })];
    await expect(send(get)).rejects.toMatchObject({ $metadata: { attempts: 2 } });
  });

  it('signed anew, for its own time', async () => {
    vi.useFakeTimers({ toFake: ['Date'], now: Date.parse('2026-11-21T12:00:00Z') });
    const nineSecondsLater: Reply = (response) => {
      vi.setSystemTime('2026-11-21T12:00:09Z');
      throttled(response);
    };
    server.replies = [nineSecondsLater, answering(200, {})];
    await send(get).finally(() => vi.useRealTimers());
    const dates = server.received.map(({ headers }) => headers['x-amz-date']);
    expect(dates).toEqual(['20261121T120000Z', '20261121T120009Z']);
  });

  it.each([
    'ValidationException',
    'ConditionalCheckFailedException',
    'TransactionCanceledException',
    'ResourceNotFoundException',
    'AccessDeniedException',
    'ExpiredTokenException',
    'UnrecognizedClientException',
  ])('but not after %s', async (code) => {
    server.replies = [answering(400, { __type: `x#${code}` })];
    await expect(send(get)).rejects.toMatchObject({ name: code, $metadata: { attempts: 1 } });
    expect(server.received).toHaveLength(1);
  });

  it.each([
    ['in a call', 1, (timeIsUp: () => void) => () => timeIsUp()],
    [
      'in an answer',
      1,
      (timeIsUp: () => void): Reply =>
        (response) =>
          response.write('{"Item":', timeIsUp),
    ],
    ['between two', 3, () => throttled],
  ])('and not after the time is up, %s', async (_when, sent, replyUntil) => {
    vi.spyOn(Math, 'random').mockReturnValue(1);
    const time = new AbortController();
    const timeIsUp = () => time.abort(new DOMException('The time is up.', 'TimeoutError'));
    // The third pause is the one after three tries.
    vi.unstubAllGlobals();
    timers = new HeldTimers(leastLimitMs, (ms) => ms === 200 && timeIsUp());
    server.replies = [replyUntil(timeIsUp)];
    await expect(client.send(get, { abortSignal: time.signal })).rejects.toMatchObject({ name: 'TimeoutError' });
    expect(server.received).toHaveLength(sent);
  });

  it.each([
    ['is down', failed, 14],
    ['is too busy', throttled, 5],
  ])('as often as there are tokens for: a store that %s is not flooded', async (_why, reply, price) => {
    server.replies = [reply];
    for (let call = 0; call < 200; call++) await send(get).catch((error: DynamoError) => error);
    expect(server.received).toHaveLength(200 + Math.floor(500 / price));
  });

  it('for as long as it helps: what is answered in the end gives its tokens back', async () => {
    for (let call = 0; call < 60; call++) {
      server.replies = [failed, answering(200, { Count: call })];
      await expect(send(get)).resolves.toEqual({ Count: call });
    }
  });
});
