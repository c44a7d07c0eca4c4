import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import * as sdk from '@aws-sdk/lib-dynamodb';
import { AwsV4Signer } from 'aws4fetch';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { type DynamoClient, dynamoClient, endpointOf } from '../../src/store/dynamo-client.ts';
import type { DynamoError } from '../../src/store/dynamo-error.ts';
import {
  DeleteItem,
  GetItem,
  type Operation,
  PutItem,
  Query,
  TransactWriteItems,
  UpdateItem,
} from '../../src/store/operations.ts';
import { answering, breakingOff, hangingUp, ScriptedServer, silent } from '../support/scripted-server.ts';

let server: ScriptedServer;
let client: DynamoClient;
beforeAll(async () => {
  server = await ScriptedServer.started();
});
beforeEach(() => {
  server.received.length = 0;
  server.replies = [answering(200, {})];
  client = dynamoClient(server.url);
});
afterEach(() => void vi.unstubAllEnvs());
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
const send = (operation: Operation, ms = 5_000) => client.send(operation, { abortSignal: AbortSignal.timeout(ms) });

/** Each beside the SDK's own command of the same input. */
const operations: readonly (readonly [Operation, sdk.PutCommand])[] = [
  [get, new sdk.GetCommand(get.input)],
  ...[{ Item: item }, { Item: item, ConditionExpression: 'x = :x', ExpressionAttributeValues: { ':x': item } }].map(
    (more) => [new PutItem({ TableName, ...more }), new sdk.PutCommand({ TableName, ...more })] as const,
  ),
  ...[{ Key: { id: 'a' }, UpdateExpression: 'SET x = :x', ExpressionAttributeValues: { ':x': item } }].map(
    (more) => [new UpdateItem({ TableName, ...more }), new sdk.UpdateCommand({ TableName, ...more })] as const,
  ),
  [new DeleteItem({ TableName, Key: { id: 'a' } }), new sdk.DeleteCommand({ TableName, Key: { id: 'a' } })],
  ...[{ KeyConditionExpression: 'id = :x', ExpressionAttributeValues: { ':x': 1n }, ExclusiveStartKey: item }].map(
    (more) => [new Query({ TableName, ...more }), new sdk.QueryCommand({ TableName, ...more })] as const,
  ),
  ...[
    [{ Put: { TableName, Item: item } }, { Update: { TableName, Key: { id: 'b' }, UpdateExpression: 'SET a = b' } }],
  ].map(
    (TransactItems) =>
      [new TransactWriteItems({ TransactItems }), new sdk.TransactWriteCommand({ TransactItems })] as const,
  ),
] as never;

describe('what is sent', () => {
  it.each(operations)('is what the SDK sends: $name', async (operation, command) => {
    const { url } = server;
    const documents = sdk.DynamoDBDocumentClient.from(
      new DynamoDBClient({ endpoint: url.href, credentials: { accessKeyId: 'a', secretAccessKey: 'b' } }),
      { marshallOptions: { removeUndefinedValues: true } },
    );
    await documents.send(command);
    await send(operation);
    const [theirs, ours] = server.received.map(({ method, url: path, headers, body }) => {
      // With a token of its own, a transaction that the SDK sends again is done once; ours has its markers.
      const { ClientRequestToken: _token, ...input } = JSON.parse(body);
      return { method, path, type: headers['content-type'], target: headers['x-amz-target'], input };
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
      const [, names = '', signature] = headers.authorization?.match(/SignedHeaders=(.*), Signature=(.*)$/) ?? [];
      const signer = new AwsV4Signer({
        url: server.url.href,
        method: 'POST',
        headers: Object.fromEntries(names.split(';').map((name) => [name, headers[name] ?? ''])),
        body,
        accessKeyId: 'test',
        secretAccessKey: 'test',
        service: 'dynamodb',
        region: 'eu-west-1',
        datetime: headers['x-amz-date'] ?? '',
        allHeaders: true,
      });
      expect(await signer.signature()).toBe(signature);
      expect(names.split(';')).toEqual(expect.arrayContaining(['host', 'x-amz-date', 'x-amz-target']));
      expect(headers['x-amz-security-token']).toBe(token);
    },
  );

  it.each([
    ['eu-west-1', undefined, 'https://dynamodb.eu-west-1.amazonaws.com/'],
    ['us-gov-west-1', undefined, 'https://dynamodb.us-gov-west-1.amazonaws.com/'],
    ['cn-north-1', undefined, 'https://dynamodb.cn-north-1.amazonaws.com.cn/'],
    ['eu-west-1', 'http://localhost:4566', 'http://localhost:4566/'],
  ])('goes to the DynamoDB of %s, or to AWS_ENDPOINT_URL (%s)', (region, given, url) => {
    vi.stubEnv('AWS_ENDPOINT_URL', given);
    expect(endpointOf(region).href).toBe(url);
    vi.stubEnv('AWS_ENDPOINT_URL_DYNAMODB', 'http://127.0.0.1:1');
    expect(endpointOf(region).href).toBe('http://127.0.0.1:1/');
  });
});

describe('what is answered', () => {
  it('has plain values, and every digit', async () => {
    const wire = { id: { S: 'a' }, minor: { N: '9999999999999999' }, map: { M: { n: { N: '1.5' } } } };
    const plain = { id: 'a', minor: 9999999999999999n, map: { n: 1.5 } };
    server.replies = [
      answering(200, { Item: wire, Attributes: wire, Items: [wire], LastEvaluatedKey: wire, Count: 1 }),
    ];
    const output = { Item: plain, Attributes: plain, Items: [plain], LastEvaluatedKey: plain, Count: 1 };
    await expect(send(get)).resolves.toEqual(output);
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

  it.each([
    ['throttling', throttled],
    ['an error inside', failed],
    ['a page of something in between', answering(503, '<html>')],
    ['a connection that ends without an answer', hangingUp],
    ['an answer that ends in the middle', breakingOff],
    ['no answer in 0.8 s', silent],
  ])('after %s: until it is answered', async (_what, fault) => {
    server.replies = [fault, fault, answering(200, { Count: 7 })];
    await expect(send(get)).resolves.toEqual({ Count: 7 });
    expect(server.received).toHaveLength(3);
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

  it('signed anew', async () => {
    server.replies = [throttled, answering(200, {})];
    await send(get);
    for (const { headers } of server.received) expect(headers.authorization).toMatch(/^AWS4-HMAC-SHA256 /);
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

  it('and not after the time is up, in a call or between two', async () => {
    server.replies = [silent];
    await expect(send(get, 100)).rejects.toMatchObject({ name: 'TimeoutError' });
    expect(server.received).toHaveLength(1);
    vi.spyOn(Math, 'random').mockReturnValue(1);
    server.replies = [throttled];
    await expect(send(get, 60)).rejects.toMatchObject({ name: 'TimeoutError' });
    vi.mocked(Math.random).mockRestore();
    expect(server.received.length).toBeLessThan(5);
  });

  it('as often as there are tokens for: a store that is down is not flooded', { timeout: 30_000 }, async () => {
    server.replies = [failed];
    const calls = Array.from({ length: 200 }, () => send(get).catch((error: DynamoError) => error));
    await Promise.all(calls);
    // 500 tokens, 5 for each try after the first, which is free.
    expect(server.received.length).toBeLessThanOrEqual(200 + 500 / 5);
  });
});
