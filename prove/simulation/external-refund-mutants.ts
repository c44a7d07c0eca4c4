import type { RefundOutcome } from '../../src/domain/refund-states.ts';
import type { Charge, ExternalRefund } from '../../src/processor/port.ts';
import { paymentsTable } from '../../test/support/world.ts';
import type { Mutant, Reach } from './mutant.ts';
import { onCondition, withDuePayments, withProcessor, withRefunds } from './mutant-tools.ts';
import { rowOf } from './rows.ts';

const manners = { openIsLocal: false, works: 0, asksCustomer: 0, disputes: 0, refundedByHand: 80 };

/** Refunds of ours that went back, as a list of the processor's has them beside the others, by ids that the service does not know. */
function ownRefunds(
  { store, timeline }: Reach,
  { paymentId, amount: { currency } }: Charge,
): readonly ExternalRefund[] {
  const { refunds = {} } = rowOf(store.item(paymentsTable, paymentId)) ?? {};
  return Object.entries(refunds)
    .filter(([, { status, external_reference: external }]) => status === 'completed' && external === undefined)
    .map(([id, { amount_minor: minor }]) => ({
      reference: `RE-${id}-listed`,
      amount: { minor: BigInt(minor), currency },
      state: 'returned',
      at: new Date(timeline.now()).toISOString(),
    }));
}

const withoutReference = (outcome: RefundOutcome): RefundOutcome =>
  outcome.status === 'failed' ? outcome : { ...outcome, reference: 'none' };

export const externalRefundMutants: readonly Mutant[] = [
  {
    name: 'external-refunds-are-ignored',
    focus: 'refunds',
    manners,
    what: 'a refund that somebody made at the processor stays unknown',
    ...withProcessor(() => ({ observeExternalRefunds: async () => [] })),
  },
  {
    name: 'lists-are-read-once',
    focus: 'refunds',
    manners: { ...manners, listsLag: 60 },
    stage: { hasEvents: true },
    what: 'an event of a refund that the list does not have yet is the last look at it',
    ...withDuePayments((real) => ({ keep: async (due) => (due.isSecondLook ? undefined : real.keep(due)) })),
  },
  {
    name: 'own-refunds-are-external',
    focus: 'refunds',
    manners: { ...manners, refundedByHand: 40 },
    what: 'every refund at the processor counts as one that was made there, our own as well',
    ...withProcessor((real, reach) => ({
      observeExternalRefunds: async (intent, charge, captured) => [
        ...((await real.observeExternalRefunds?.(intent, charge, captured)) ?? []),
        ...ownRefunds(reach, charge),
      ],
    })),
  },
  {
    name: 'refunds-are-known-by-metadata-alone',
    focus: 'refunds',
    manners: { ...manners, refundedByHand: 0, idsRemoved: 60 },
    stage: { hasEvents: true },
    what: "the processor's id of a refund is not kept: once our ids are removed from it there, it counts twice",
    ...withRefunds((real) => ({
      settle: async (seen, refund, owner, outcome, more) =>
        real.settle(seen, refund, owner, withoutReference(outcome), more),
    })),
  },
  {
    name: 'external-refund-recorded-again',
    focus: 'refunds',
    manners,
    what: 'an external refund that is recorded is recorded once more',
    ...onCondition('record an external refund', '#status = :completed AND refundable_minor >= :amount'),
  },
  {
    name: 'known-refunds-looked-at-last',
    focus: 'refunds',
    manners: { ...manners, refundsComeBack: 60 },
    what: 'an external refund that takes what came back from another is never recorded, because that is looked at after it',
    ...withRefunds((real) => ({
      recordExternal: async (seen, refund, dueAt) => {
        const isRefundedAgain = Object.values(seen.refunds).some(({ status }) => status === 'reversed');
        return isRefundedAgain ? { done: true, payment: seen } : real.recordExternal(seen, refund, dueAt);
      },
    })),
  },
];
