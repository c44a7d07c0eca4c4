import type { Balances } from '../domain/ledger.ts';
import { balancePartition } from './balance-key.ts';
import { additions } from './counters.ts';
import type { TransactionWrites } from './transaction-writes.ts';

/** Writes that change balances. They belong into the transaction that records the entries. */
export const balanceAdditions = (balances: Balances, shard: number): TransactionWrites =>
  additions(balancePartition(shard), new Map([...balances].map(([name, { minor }]) => [name, minor])));
