import type { RefundOutcome } from '../../src/domain/refund-states.ts';
import type { ListedRefund } from '../../src/processor/port.ts';
import type { Mutant } from './mutant.ts';
import { onCondition, withDuePayments, withProcessor, withRefunds } from './mutant-tools.ts';

const manners = { openIsLocal: false, works: 0, asksCustomer: 0, disputes: 0, refundedByHand: 80 };

const withListedRefunds = (change: (listed: readonly ListedRefund[]) => readonly ListedRefund[]) =>
  withProcessor((real) => ({
    listRefunds: async (intent, charge, captured) => change((await real.listRefunds?.(intent, charge, captured)) ?? []),
  }));

const withoutReference = (outcome: RefundOutcome): RefundOutcome =>
  outcome.status === 'failed' ? outcome : { ...outcome, reference: 'none' };

export const externalRefundMutants: readonly Mutant[] = [
  {
    name: 'external-refunds-are-ignored',
    focus: 'refunds',
    manners,
    what: 'a refund that somebody made at the processor stays unknown',
    ...withProcessor(() => ({ listRefunds: async () => [] })),
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
    ...withListedRefunds((listed) =>
      listed.map(({ ownId, ...one }) => (ownId === undefined ? one : { ...one, reference: `${one.reference}-listed` })),
    ),
  },
  {
    name: 'lost-refunds-stay-lost',
    focus: 'refunds',
    manners: { ...manners, refundedByHand: 0, losesRefunds: 80 },
    what: 'a refund that bears our ids is taken for known, though a restored table has lost it',
    ...withListedRefunds((listed) => listed.filter(({ ownId }) => ownId === undefined)),
  },
  {
    name: 'lost-refund-gets-another-id',
    focus: 'refunds',
    manners: { ...manners, refundedByHand: 0, losesRefunds: 80 },
    what: 'a refund that was lost is recorded as if a person had made it, so that its key sends it again',
    ...withListedRefunds((listed) => listed.map(({ ownId: _ownId, ...one }) => one)),
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
    name: 'lost-refund-is-known-by-metadata-alone',
    focus: 'refunds',
    manners: { ...manners, refundedByHand: 0, losesRefunds: 80, idsRemoved: 90 },
    stage: { hasEvents: true },
    what: "the processor's id of a refund that was lost is not kept: once our ids are removed from it there, it counts twice",
    ...withRefunds((real) => ({
      recordExternal: async (seen, refund, dueAt) =>
        real.recordExternal(seen, { ...refund, externalReference: 'none' }, dueAt),
    })),
  },
  {
    name: 'lost-refund-counts-while-it-waits',
    focus: 'refunds',
    manners: { ...manners, refundedByHand: 0, losesRefunds: 80, refundsWork: 60 },
    what: 'a refund that was lost and still waits at the processor is recorded as done, also if it fails there later',
    ...withListedRefunds((listed) => listed.map((one) => ({ ...one, state: 'returned' }))),
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
