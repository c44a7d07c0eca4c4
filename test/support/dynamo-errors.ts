import { DynamoError } from '../../src/store/dynamo-error.ts';
import type { WireItem } from '../../src/store/wire.ts';

/** What DynamoDB says when a condition fails, with the item that was there if it is to be shown. */
export const conditionFailed = (item?: WireItem) =>
  new DynamoError('ConditionalCheckFailedException', { message: 'The conditional request failed', item });

/** What it says of a transaction, with a code for each of its writes: `None`, `ConditionalCheckFailed`. */
export const transactionCancelled = (reasons: readonly string[]) =>
  new DynamoError('TransactionCanceledException', { message: 'Transaction cancelled', reasons });
