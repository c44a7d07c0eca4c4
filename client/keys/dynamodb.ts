import type { HttpRequest } from '../attempt.ts';
import { type SigV4Options, sigV4 } from '../sigv4.ts';
import { type CommandName, intentId, type KeyStore, type StoredRequest } from './key-store.ts';

export type DynamoDbKeysOptions = Pick<SigV4Options, 'region' | 'credentials' | 'now'> &
  Readonly<{
    /** A table with the partition key `id`, a string. It must not have a time to live. */
    table: string;
    endpoint?: string;
    /** Time for one call, which nothing else bounds: 5 s, if left out. */
    callMs?: number;
    fetch?: typeof fetch;
  }>;

type Item = Readonly<Record<string, Readonly<{ S: string }> | undefined>>;
type Reply = Readonly<{
  Item?: Item;
  Items?: readonly Item[];
  LastEvaluatedKey?: Item;
  __type?: string;
  message?: string;
}>;

/**
 * Keeps requests in a table of DynamoDB. Speaks its HTTP API, so that the client needs no SDK. A call that fails rejects:
 * nothing has been sent to the payment service then, and the intent can be claimed again.
 */
export function dynamoDbKeys(options: DynamoDbKeysOptions): KeyStore {
  const { table, region, endpoint = `https://dynamodb.${region}.amazonaws.com/`, callMs = 5_000 } = options;
  const { fetch: send = fetch } = options;
  const authorize = sigV4({ ...options, service: 'dynamodb' });

  async function call(operation: string, input: object, mayCorrectClock = true): Promise<Reply> {
    const headers = { 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': `DynamoDB_20120810.${operation}` };
    const body = JSON.stringify({ TableName: table, ...input });
    const request: HttpRequest = { method: 'POST', url: endpoint, headers, body };
    const response = await send(endpoint, {
      method: 'POST',
      headers: { ...headers, ...(await authorize(request)) },
      body,
      signal: AbortSignal.timeout(callMs),
    });
    const text = await response.text();
    // Its signature was refused, so nothing was done.
    if (!response.ok && mayCorrectClock && authorize.correctClock?.(text, response.headers.get('date')))
      return call(operation, input, false);
    const reply = JSON.parse(text) as Reply;
    if (response.ok || isTaken(reply)) return reply;
    throw new Error(`DynamoDB refused ${operation} of ${table}: ${reply.message ?? reply.__type ?? response.status}`);
  }

  return {
    async claim(request) {
      const reply = await call('PutItem', {
        Item: { ...itemOf(request), unanswered: { S: 'yes' } },
        ConditionExpression: 'attribute_not_exists(id)',
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      });
      if (!isTaken(reply)) return request;
      // Without it, the request could only be sent with a second key. Some stores that speak DynamoDB's API leave it out.
      if (reply.Item === undefined)
        throw new Error(`${table} has a request of this intent, and ${endpoint} did not return it: nothing was sent`);
      const stored = requestIn(reply.Item);
      if (!stored) throw new Error(`${table} holds ${foreign}: ${intentId(request)}`);
      return stored;
    },
    async answered(request) {
      await call('UpdateItem', { Key: { id: { S: intentId(request) } }, UpdateExpression: 'REMOVE unanswered' });
    },
    async *unanswered() {
      const unreadable: unknown[] = [];
      let start: Item | undefined;
      do {
        const reply = await call('Scan', {
          FilterExpression: 'attribute_exists(unanswered)',
          ConsistentRead: true,
          ...(start && { ExclusiveStartKey: start }),
        });
        for (const item of reply.Items ?? []) {
          const request = requestIn(item);
          if (request) yield request;
          else unreadable.push(item.id?.S);
        }
        start = reply.LastEvaluatedKey;
      } while (start !== undefined);
      if (unreadable.length) throw new Error(`${table} holds ${foreign}: ${unreadable.join('; ')}`);
    },
  };
}

const isTaken = ({ __type = '' }: Reply): boolean => __type.endsWith('#ConditionalCheckFailedException');

function itemOf(request: StoredRequest): Item {
  const attributes = Object.entries({ id: intentId(request), ...request });
  return Object.fromEntries(attributes.map(([name, value]) => [name, { S: value }]));
}

const foreign = 'an item that is no request of this client';

function requestIn({ command, intent, key, path, body }: Item): StoredRequest | undefined {
  if (!command || !intent || !key || !path) return undefined;
  return {
    command: command.S as CommandName,
    intent: intent.S,
    key: key.S,
    path: path.S,
    ...(body !== undefined && { body: body.S }),
  };
}
