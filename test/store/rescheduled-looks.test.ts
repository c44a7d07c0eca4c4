import { expect, it } from 'vitest';
import type { Dispute } from '../../src/domain/dispute.ts';
import type { CompletedPayment } from '../../src/domain/payment.ts';
import { disputes } from '../../src/store/disputes.ts';
import { payments } from '../../src/store/payments.ts';
import { watchedRefunds as refunds } from '../../src/store/watched-refunds.ts';
import { payment } from '../support/payments.ts';
import { processingRefund, wholeItem } from '../support/stream.ts';
import { paymentsTable, World } from '../support/world.ts';

const at = '2026-11-29T12:00:00.000Z';
const later = '2026-11-30T12:00:00.000Z';
const pending = { status: 'pending', reference: 're_1' } as const;

const dispute: Dispute = {
  id: 'd1',
  status: 'open',
  amount: payment().amount,
  reason: 'fraudulent',
  evidenceDueBy: undefined,
  openedAt: at,
  escalated: true,
};

/** A payment that is due, as a look at it has read it, and the tables that change it meanwhile. */
function beingLookedAt() {
  const world = new World();
  const seen = payment({ dueAt: at });
  world.dynamo.keep(paymentsTable, { ...wholeItem(seen), id: seen.id });
  const now = async () => (await payments(world.io()).get(seen.id)) ?? seen;
  return { seen, now, refunds: refunds(world.io()), disputes: disputes(world.io()) };
}

type Stage = ReturnType<typeof beingLookedAt>;

/** Each leaves the due time as it is, because it is the earlier one. */
const meanwhile: readonly [what: string, change: (stage: Stage) => Promise<unknown>][] = [
  [
    'a refund was begun, and has to wait',
    async ({ seen, refunds: table }) => {
      const refund = processingRefund({ id: 'own', amountMinor: 100n });
      await table.reserve(seen, refund, { all: false, archived: [] });
      await table.settle(seen, refund, refund.lease.owner, pending, { at, dueAt: at });
    },
  ],
  ['a dispute was recorded', ({ seen, disputes: table }) => table.record(seen, { d1: dispute }, later)],
];

it.each(meanwhile)('a look that found nothing does not end the looking if %s since it began', async (_what, change) => {
  const stage = beingLookedAt();
  await change(stage);
  expect(await stage.now()).toMatchObject({ dueAt: at });
  await stage.refunds.reschedule(stage.seen, undefined);
  expect(await stage.now()).toMatchObject({ dueAt: at });
});

it('ends it if nothing has happened', async () => {
  const { seen, now, refunds: table } = beingLookedAt();
  await table.reschedule(seen, undefined);
  expect(((await now()) as CompletedPayment).dueAt).toBeUndefined();
});
