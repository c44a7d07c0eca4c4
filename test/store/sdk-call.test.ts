import { DynamoDBClient, TransactGetItemsCommand } from '@aws-sdk/client-dynamodb';
import * as sdk from '@aws-sdk/lib-dynamodb';
import { AwsV4Signer } from 'aws4fetch';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  DeleteItem,
  GetItem,
  type Operation,
  PutItem,
  Query,
  TransactGetItems,
  TransactWriteItems,
  UpdateItem,
} from '../../src/runtime/operations.ts';
import { sdkCall } from '../../src/store/sdk-call.ts';
import { endpointOfLambda, tunedClient } from '../../src/store/tuned-client.ts';
import { answering, type ReceivedRequest, ScriptedServer } from '../support/scripted-server.ts';

let server: ScriptedServer;
let client: DynamoDBClient;
beforeAll(async () => {
  server = await ScriptedServer.started();
});
beforeEach(() => {
  server.received.length = 0;
  server.replies = [answering(200, {})];
  client = tunedClient(server.url);
});
afterEach(() => {
  vi.unstubAllEnvs();
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
const query = { TableName, KeyConditionExpression: 'id = :x' };
const key = { Key: { id: 'a' } };
const values = { ExpressionAttributeValues: { ':x': item } };
const update = { TableName, ...key, UpdateExpression: 'SET x = :x', ...values };
const writes = [{ Put: { TableName, Item: item } }, { Update: update }];

/** As src/store/balances.ts sends it. */
class TransactRead extends TransactGetItems {
  constructor(input: TransactGetItems['input']) {
    super(input, (own) => new TransactGetItemsCommand(own));
  }
}

/** Each operation beside lib-dynamodb's command for it, and the input of both. */
const operations = [
  [GetItem, sdk.GetCommand, get.input],
  [PutItem, sdk.PutCommand, { TableName, Item: item }],
  [PutItem, sdk.PutCommand, { TableName, Item: item, ConditionExpression: 'x = :x', ...values }],
  [UpdateItem, sdk.UpdateCommand, update],
  [DeleteItem, sdk.DeleteCommand, { TableName, ...key }],
  [Query, sdk.QueryCommand, { ...query, ...values, ExclusiveStartKey: item }],
  [TransactRead, sdk.TransactGetCommand, { TransactItems: [{ Get: { TableName, Key: { id: 'a' } } }] }],
  [TransactWriteItems, sdk.TransactWriteCommand, { TransactItems: writes, ClientRequestToken: 'once' }],
] as const;

describe('a request to DynamoDB', () => {
  it.each(operations)('is what the SDK as documented sends: %o', async (Ours, Theirs, input) => {
    const documents = sdk.DynamoDBDocumentClient.from(new DynamoDBClient({ endpoint: server.url.href }), {
      marshallOptions: { removeUndefinedValues: true },
    });
    await documents.send(new Theirs(input as never) as sdk.PutCommand);
    await sdkCall(client, new Ours(input as never) as Operation);
    const [theirs, ours] = server.received.map(({ method, url, headers, body }) => {
      const { 'content-type': type, 'content-length': length, 'x-amz-target': target, host } = headers;
      return { method, url, type, length, target, host, input: JSON.parse(body) };
    });
    expect(ours).toEqual(theirs);
    documents.destroy();
  });

  it.each([undefined, 'a/session+token=='])(
    'is signed as another implementation signs it (session token: %s)',
    async (token) => {
      vi.stubEnv('AWS_SESSION_TOKEN', token);
      await sdkCall(tunedClient(server.url), new PutItem({ TableName, Item: item }));
      const { headers, body } = server.received[0] as ReceivedRequest & { headers: Record<string, string> };
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

  it('names this service as the user agent', async () => {
    await sdkCall(client, get);
    expect(server.received[0]?.headers['user-agent']).toMatch(/^payment-service\b/);
  });

  it('is not changed by settings that other SDK clients would look up', async () => {
    vi.stubEnv('AWS_PROFILE', 'none');
    vi.stubEnv('AWS_USE_FIPS_ENDPOINT', 'true');
    vi.stubEnv('AWS_DEFAULTS_MODE', 'in-region');
    vi.stubEnv('AWS_RETRY_MODE', 'no such mode');
    vi.stubEnv('AWS_MAX_ATTEMPTS', 'many');
    await expect(sdkCall(tunedClient(server.url), get)).resolves.toEqual({});
  });

  it('has its middleware put together once for each command', async () => {
    const put = vi.spyOn(client.middlewareStack, 'concat');
    for (const operation of [get, get, new PutItem({ TableName, Item: item }), get]) await sdkCall(client, operation);
    expect(server.received).toHaveLength(4);
    expect(put).toHaveBeenCalledTimes(2);
  });
});

describe('the endpoint', () => {
  it.each([
    ['eu-west-1', 'amazonaws.com'],
    ['us-gov-west-1', 'amazonaws.com'],
    ['cn-north-1', 'amazonaws.com.cn'],
    ['eusc-de-east-1', 'amazonaws.eu'],
    ['us-iso-east-1', 'c2s.ic.gov'],
  ])('is the one that the SDK would compute in %s', (region, suffix) => {
    vi.stubEnv('AWS_REGION', region);
    vi.stubEnv('URL_SUFFIX', suffix);
    const { endpointProvider } = new DynamoDBClient({}).config;
    expect(endpointOfLambda().href).toBe(endpointProvider({ Region: region }).url.href);
  });

  it('is AWS_ENDPOINT_URL_DYNAMODB, or else AWS_ENDPOINT_URL, if they are set', () => {
    vi.stubEnv('AWS_ENDPOINT_URL', 'http://localhost:4566');
    expect(endpointOfLambda().href).toBe('http://localhost:4566/');
    vi.stubEnv('AWS_ENDPOINT_URL_DYNAMODB', 'http://127.0.0.1:1');
    expect(endpointOfLambda().href).toBe('http://127.0.0.1:1/');
  });
});

describe('an answer of DynamoDB', () => {
  const wire = { id: { S: 'a' }, minor: { N: '9999999999999999' }, map: { M: { n: { N: '-15' } } } };
  const plain = { id: 'a', minor: 9999999999999999n, map: { n: -15 } };

  it.each([
    [get, { Item: wire }, { Item: plain }],
    [new UpdateItem(update), { Attributes: wire }, { Attributes: plain }],
    [
      new Query(query),
      { Items: [wire], LastEvaluatedKey: wire, Count: 1 },
      { Items: [plain], LastEvaluatedKey: plain, Count: 1 },
    ],
  ])('has plain values, and every digit of a number: %o', async (operation, answered, output) => {
    server.replies = [answering(200, answered)];
    await expect(sdkCall(client, operation)).resolves.toEqual(output);
  });

  it.each(['1.5', '9007199254740990.6', '1E+40'])('fails instead of rounding %s', async (N) => {
    server.replies = [answering(200, { Item: { n: { N } } })];
    await expect(sdkCall(client, get)).rejects.toThrow('not whole');
  });

  it('is an exception with the stored item if a condition failed', async () => {
    const __type = 'com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException';
    server.replies = [answering(400, { __type, message: 'failed', Item: wire })];
    await expect(sdkCall(client, get)).rejects.toMatchObject({
      name: 'ConditionalCheckFailedException',
      message: 'failed',
      Item: wire,
      $metadata: { httpStatusCode: 400, attempts: 1 },
    });
  });

  it('is an exception with a code for each write if a transaction was cancelled', async () => {
    const CancellationReasons = [{ Code: 'None' }, { Code: 'TransactionConflict', Message: 'busy' }];
    server.replies = [answering(400, { __type: 'TransactionCanceledException', CancellationReasons })];
    const transaction = new TransactWriteItems({ TransactItems: writes });
    await expect(sdkCall(client, transaction)).rejects.toMatchObject({
      name: 'TransactionCanceledException',
      CancellationReasons,
    });
  });

  it.each(['<html>Bad Gateway</html>', '', 'null', '[]'])(
    'is an error with its status if something else answered: %j',
    async (body) => {
      server.replies = [answering(403, body)];
      await expect(sdkCall(client, get)).rejects.toMatchObject({ $metadata: { httpStatusCode: 403, attempts: 1 } });
    },
  );
});
