import { type AttributeValue, ConditionalCheckFailedException, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import {
  type DeleteCommand,
  type DeleteCommandOutput,
  DynamoDBDocumentClient,
  type GetCommand,
  type GetCommandOutput,
  type PutCommand,
  type PutCommandOutput,
  type QueryCommand,
  type QueryCommandOutput,
  type TransactWriteCommand,
  type TransactWriteCommandOutput,
  type UpdateCommand,
  type UpdateCommandOutput,
} from '@aws-sdk/lib-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { ConfiguredRetryStrategy } from '@smithy/core/retry';
import { Refusal } from '../domain/refusal.ts';

export type Item = Record<string, unknown>;

/** The calls that this service makes; Scan and BatchWriteItem are not among them, and DeleteItem is for projections. */
export type Send = {
  (command: GetCommand): Promise<GetCommandOutput>;
  (command: PutCommand): Promise<PutCommandOutput>;
  (command: UpdateCommand): Promise<UpdateCommandOutput>;
  (command: QueryCommand): Promise<QueryCommandOutput>;
  (command: DeleteCommand): Promise<DeleteCommandOutput>;
  (command: TransactWriteCommand): Promise<TransactWriteCommandOutput>;
};
export type Command = GetCommand | PutCommand | UpdateCommand | QueryCommand | DeleteCommand | TransactWriteCommand;

/** Numbers past 2^53 stay exact: twelve digits of an amount with four of its fraction do not fit a float. */
const numbers = {
  wrapNumbers: (text: string) => (Number.isSafeInteger(Number(text)) ? Number(text) : BigInt(text)),
};

/** An item as the wire has it: in a stream, or in the error of a failed condition. */
export const itemOnWire = (item: Record<string, AttributeValue>): Item => unmarshall(item, numbers);

/** No call waits for ever (the SDK's default), and a throttled one gives up within a second, not seven. */
const client = () =>
  DynamoDBDocumentClient.from(
    new DynamoDBClient({
      retryStrategy: new ConfiguredRetryStrategy(4, (attempt) => Math.random() * Math.min(400, 25 * 2 ** attempt)),
      requestHandler: {
        connectionTimeout: 300,
        requestTimeout: 800,
        throwOnRequestTimeout: true,
        socketTimeout: 1000,
      },
    }),
    // A copy of its own: the document client writes into the options it is given.
    { marshallOptions: { removeUndefinedValues: true }, unmarshallOptions: { ...numbers } },
  );

const longestCallMs = 2500;
/** Kept back from the time-out, so that we answer rather than are cut off. */
export const reserveMs = 700;

/** Sends to DynamoDB within what is left of an invocation. */
export function dynamoSend(documents: Pick<DynamoDBDocumentClient, 'send'> = client()) {
  return (remaining: () => number): Send =>
    (async (command: Command) => {
      // A function that was frozen past its time and thaws for another request must not go on where it was.
      if (remaining() <= 0) throw new Error('the invocation is over');
      const budget = Math.max(1, Math.min(longestCallMs, remaining() - reserveMs));
      return documents.send(command as PutCommand, { abortSignal: AbortSignal.timeout(budget) });
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
 * What a conditional write comes to: done, or refused with the item that was there instead. One that the SDK sent
 * again may have been done by its first try, and that one may even still be on its way.
 */
export type Conditional<Value> = Readonly<
  { done: true; value: Value } | { done: false; stored: Item | undefined; sentAgain: boolean }
>;

/** What every write of a payment must have. IAM cannot ask for it: no condition key sees a ConditionExpression. */
export type Conditioned = Readonly<{ ConditionExpression: string }>;

/** Runs one conditional write that asks for ALL_OLD on failure. */
export async function conditional<Value>(write: Promise<Value>): Promise<Conditional<Value>> {
  try {
    return { done: true, value: await attempted(write) };
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
    // The document client leaves the item of an error as the wire had it.
    const stored = error.Item && itemOnWire(error.Item);
    return { done: false, stored, sentAgain: (error.$metadata.attempts ?? 1) > 1 };
  }
}

/** What means something to whoever sent the write, and what only a bug brings about. */
const noFaults = [
  'ConditionalCheckFailedException',
  'TransactionCanceledException',
  'TransactionInProgressException',
  'ValidationException',
  'SerializationException',
];

/** Our own mistakes (a wrong expression, a bug) are not faults that a retry could cure. */
function isFault(error: unknown): boolean {
  if (!(error instanceof Error) || error instanceof TypeError || error instanceof RangeError) return false;
  return !noFaults.includes(error.name);
}
