import { type Operation, TransactWriteItems } from '../../src/runtime/operations.ts';
import { dynamoError, transactionCancelled, transactionInProgress } from '../../test/support/dynamo-errors.ts';
import type { Random } from '../../test/support/random.ts';
import type { SimulatedFaultAt } from './faults.ts';

/** `again`: the client sends the same once more. */
export type Applied = Readonly<{ output: unknown } | { error: unknown; again: boolean }>;

const reads = new Set(['GetItem', 'Query', 'TransactGetItems']);
export const isRead = (operation: Operation): boolean => reads.has(operation.name);

export const timeOut = (): Applied => ({
  error: Object.assign(new Error('injected'), { name: 'TimeoutError' }),
  again: true,
});

export const told = (name: string, again: boolean): Applied => ({ error: dynamoError(name), again });

/** An error that the store answers without having done anything. */
export function refusedBy(
  operation: Operation,
  fate: SimulatedFaultAt<'store'> | undefined,
  random: Random,
): Applied | undefined {
  if (fate === 'store: throttled') return throttled(operation, random);
  if (fate === 'store: server error, not done') return told('InternalServerError', true);
  if (fate === 'store: request lost') return timeOut();
  if (fate !== 'store: conflict with a transaction' || isRead(operation)) return undefined;
  if (!(operation instanceof TransactWriteItems)) return told('TransactionConflictException', false);
  return cancelled(operation, 'TransactionConflict', random);
}

/** A transaction for which there is no capacity is cancelled because of one write, or refused as any other request. */
function throttled(operation: Operation, random: Random): Applied {
  const isCancelled = operation instanceof TransactWriteItems && random.whole(2) === 0;
  if (!isCancelled) return told('ProvisionedThroughputExceededException', true);
  const code = random.pick(['ThrottlingError', 'ProvisionedThroughputExceeded'] as const);
  return cancelled(operation, code, random);
}

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html: a reason for each write, `None` for the others. */
function cancelled({ input: { TransactItems = [] } }: TransactWriteItems, code: string, random: Random): Applied {
  const at = random.whole(TransactItems.length);
  const codes = TransactItems.map((_, index) => (index === at ? code : 'None'));
  return { error: transactionCancelled(codes), again: false };
}

/** It was done, and its sender is told that it failed, or, of a transaction, that it is in progress. */
export function disowned(operation: Operation, random: Random): Applied {
  const isTransaction = operation instanceof TransactWriteItems;
  if (!isTransaction || random.whole(2) === 0) return told('InternalServerError', true);
  return { error: transactionInProgress(), again: false };
}
