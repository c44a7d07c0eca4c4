import type { Bank } from './bank.ts';
import type { IntentBank } from './intent-bank.ts';
import type { Violations } from './invariants.ts';
import type { StoredRow } from './rows.ts';

type Known = Readonly<{ bank: Bank; violations: Violations; rowOf: (paymentId: string) => StoredRow | undefined }>;

/** Judges requests to the banks as they arrive: only a stored intent is executed, and a key never comes with two amounts. */
export function watchBanks(banks: readonly IntentBank[], { bank, violations, rowOf }: Known): void {
  for (const one of banks) {
    one.claimed = (id) => rowOf(id)?.intent?.id;
    one.refunds.isSettled = (id, refundId) => rowOf(id)?.refunds[refundId]?.settled_by !== undefined;
    one.lostRefunds.isStored = (id, refundId) => rowOf(id)?.refunds[refundId] !== undefined;
    one.onUnclaimed = (intent, id) => violations.add('no money without a claim', `${intent} of payment ${id}`);
  }
  bank.onContradiction = (known, asked) =>
    violations.add(
      'same request to the processor',
      `${asked.key}: ${known.kind} ${known.amount}, then ${asked.kind} ${asked.amount}`,
    );
}
