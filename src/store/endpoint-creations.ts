import { TransactionCanceledException, TransactionInProgressException } from '@aws-sdk/client-dynamodb';
import type { WebhookEndpoint } from '../domain/webhook-endpoint.ts';
import { requiredEnv } from '../runtime/env.ts';
import type { Io } from '../runtime/io.ts';
import { TransactWriteItems } from '../runtime/operations.ts';
import { attempted } from './dynamo.ts';
import { allOf } from './pages.ts';
import { endpointKey } from './webhook-endpoint-item.ts';

const TableName = requiredEnv('WEBHOOKS_TABLE');

const counterKey = { id: 'endpoint-counter', sort: 'v1' } as const;

/** Creates endpoints one after the other: of two at once, the second one is refused, so that it looks at the first one's endpoint. */
export function endpointCreations({ send }: Pick<Io, 'send'>) {
  return {
    /** How many endpoints were created since the release that counts them. By a query, which needs no right that listing endpoints does not. */
    async countCreated(): Promise<number> {
      const query = {
        TableName,
        KeyConditionExpression: 'id = :id',
        ExpressionAttributeValues: { ':id': counterKey.id },
      };
      const [counter] = await allOf({ ...query, ConsistentRead: true }, { send });
      return Number(counter?.created ?? 0);
    },

    /** Creates an endpoint, unless another one was created since they were counted. False if it was not. */
    async create(endpoint: WebhookEndpoint, counted: number): Promise<boolean> {
      const { id: endpointId, url, description, types, secret, createdAt } = endpoint;
      const Item = { ...endpointKey(endpointId), url, description, types, secret, created_at: createdAt, revision: 0 };
      const counter = {
        TableName,
        Item: { ...counterKey, created: counted + 1 },
        ...(counted === 0
          ? { ConditionExpression: 'attribute_not_exists(id)' }
          : { ConditionExpression: 'created = :counted', ExpressionAttributeValues: { ':counted': counted } }),
      };
      const put = { TableName, Item, ConditionExpression: 'attribute_not_exists(id)' };
      // The id is random, so it can be the token that makes the client's own retries idempotent.
      const input = { TransactItems: [{ Put: put }, { Put: counter }], ClientRequestToken: endpointId };
      try {
        await attempted(send(new TransactWriteItems(input)));
        return true;
      } catch (error) {
        if (error instanceof TransactionCanceledException || error instanceof TransactionInProgressException)
          return false;
        throw error;
      }
    },
  };
}
