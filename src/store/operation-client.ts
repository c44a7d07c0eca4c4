import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Operation } from '../runtime/operations.ts';
import type { Item } from './item.ts';
import { sdkCall } from './sdk-call.ts';
import { abortable, tunedClient } from './tuned-client.ts';

/** Rejects with the SDK's exceptions, or with a TimeoutError once a call has taken `withinMs`, retries included. */
export type OperationClient = Readonly<{
  send: (operation: Operation, limit: Readonly<{ withinMs: number }>) => Promise<Item>;
}>;

export const operationClient = (client: DynamoDBClient = tunedClient()): OperationClient => ({
  send: (operation, { withinMs }) =>
    new Promise((resolve, reject) => {
      const limit = new AbortController();
      // Rejects by itself: the SDK does not look at the signal while it pauses between two attempts.
      const timer = setTimeout(() => {
        reject(new DOMException(`DynamoDB did not answer within ${withinMs} ms`, 'TimeoutError'));
        limit.abort('time is up');
      }, withinMs);
      abortable(limit.signal, () => sdkCall(client, operation))
        .finally(() => clearTimeout(timer))
        .then(resolve, reject);
    }),
});
