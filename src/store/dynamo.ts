import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { Refusal } from '../domain/refusal.ts';
import type { Operation } from '../runtime/operations.ts';
import { reserveMs, type Send } from '../runtime/send.ts';
import { type Item, unmarshalled } from './item.ts';
import { type OperationClient, operationClient } from './operation-client.ts';

const longestCallMs = 2500;

/** Sends to DynamoDB within what is left of an invocation. */
export function dynamoSend(client: OperationClient = operationClient()) {
  return (remaining: () => number): Send =>
    (async (operation: Operation) => {
      // A function that was frozen past its time and thaws for another request must not go on where it was.
      if (remaining() <= 0) throw new Error('the invocation is over');
      const withinMs = Math.max(1, Math.min(longestCallMs, remaining() - reserveMs));
      return client.send(operation, { withinMs });
    }) as Send;
}

/** Runs one call; whatever DynamoDB fails at is a fault of ours that the caller may retry. */
export async function attempted<Output>(call: Promise<Output>): Promise<Output> {
  try {
    return await call;
  } catch (error) {
    if (!isFault(error)) throw error;
    throw new Refusal('store_unavailable', 'the payment store did not answer; try again', {
      retryAfterSeconds: 1,
      cause: error,
    });
  }
}

/**
 * Result of a conditional write: done, or refused with the item that was there instead. The client sends a write
 * again if it gets no answer, so the item may be what the first try wrote.
 */
export type Conditional<Value> = Readonly<{ done: true; value: Value } | { done: false; stored: Item | undefined }>;

/** A condition, which every write of a payment must have. IAM cannot enforce it: no condition key sees a ConditionExpression. */
export type Conditioned = Readonly<{ ConditionExpression: string }>;

/** Runs one conditional write that asks for ALL_OLD on failure. */
export async function conditional<Value>(write: Promise<Value>): Promise<Conditional<Value>> {
  try {
    return { done: true, value: await attempted(write) };
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
    const stored = error.Item && unmarshalled(error.Item);
    return { done: false, stored };
  }
}

/** Not retryable: condition failures, which the caller handles, and programming errors. */
const nonRetryableErrors = [
  'ConditionalCheckFailedException',
  'TransactionCanceledException',
  'TransactionInProgressException',
  'ValidationException',
  'SerializationException',
];

/** Our own mistakes (a wrong expression, a bug) are not faults that a retry could cure. */
function isFault(error: unknown): boolean {
  if (!(error instanceof Error) || error instanceof TypeError || error instanceof RangeError) return false;
  return !nonRetryableErrors.includes(error.name);
}
