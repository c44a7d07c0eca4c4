import type { TransactWriteItems } from '../runtime/operations.ts';

/** Writes of one transaction. */
export type TransactionWrites = NonNullable<TransactWriteItems['input']['TransactItems']>;
