import {
  ConditionalCheckFailedException,
  DynamoDBServiceException,
  TransactionCanceledException,
  TransactionInProgressException,
} from '@aws-sdk/client-dynamodb';
import type { MarshalledItem } from '../../src/store/item.ts';

const $metadata = { httpStatusCode: 400, attempts: 1 };

/** The exception of a failed condition, with the stored item if the write asked for it. */
export const conditionFailed = (item?: MarshalledItem) =>
  new ConditionalCheckFailedException({
    message: 'The conditional request failed',
    $metadata: { ...$metadata },
    ...(item && { Item: item }),
  });

/** The exception of a cancelled transaction, with a code for each of its writes: `None`, `ConditionalCheckFailed`. */
export const transactionCancelled = (codes: readonly string[]) =>
  new TransactionCanceledException({
    message: 'Transaction cancelled',
    $metadata: { ...$metadata },
    CancellationReasons: codes.map((Code) => ({ Code })),
  });

/** The exception of a transaction whose token another one has that is not over: a retry that overtook its first attempt. */
export const transactionInProgress = () =>
  new TransactionInProgressException({ message: 'Transaction in progress', $metadata: { ...$metadata } });

/** Any other exception. The SDK has no class for some of them, and keeps their names. */
export const dynamoError = (name: string, { message = name, httpStatusCode = 400 } = {}) =>
  new DynamoDBServiceException({
    name,
    message,
    $fault: httpStatusCode < 500 ? 'client' : 'server',
    $metadata: { httpStatusCode, attempts: 1 },
  });
