import { describe, expect, it } from 'vitest';
import { settleRefund } from '../../src/commands/give-back.ts';
import { reconcileRefunds } from '../../src/commands/reconcile-refunds.ts';
import type { CompletedPayment } from '../../src/domain/payment.ts';
import type { ListedRefund } from '../../src/processor/port.ts';
import { onlyProcessor } from '../../src/processor/routing.ts';
import { simulatedProcessor } from '../../src/processor/simulated.ts';
import { payments } from '../../src/store/payments.ts';
import { watchedRefunds as refunds } from '../../src/store/watched-refunds.ts';
import { payment } from '../support/payments.ts';
import { pendingRefund, processingRefund, wholeItem } from '../support/stream.ts';
import { paymentsTable, World } from '../support/world.ts';

/** Before the clock of a new world. */
const past = '2026-11-21T11:59:00.000Z';
const far = '2027-01-05T00:00:00.000Z';

const external = (minor: bigint): ListedRefund => ({
  reference: 're_external',
  amount: { ...payment().amount, minor },
  state: 'returned',
  at: past,
});

/** A payment in the store, at a processor that has `found` when it is asked for external refunds; `meanwhile` happens before its answer. */
function stage(before: CompletedPayment, found: readonly ListedRefund[] = []) {
  const world = new World();
  world.dynamo.keep(paymentsTable, { ...wholeItem(before), id: before.id });
  const io = world.io();
  const table = refunds(io);
  const simulated = simulatedProcessor(io, true);
  const during = { meanwhile: async () => {} };
  const processors = onlyProcessor({
    ...simulated,
    can: { ...simulated.can, refundsMayComeBack: true },
    listRefunds: async () => {
      await during.meanwhile();
      return found;
    },
  });
  const now = async () => {
    const stored = await payments(io).get(before.id);
    if (stored?.status !== 'completed') throw new Error('the payment is not completed');
    return stored;
  };
  const look = (seen: CompletedPayment) => reconcileRefunds(seen, { refunds: table, processors, io });
  return { table, processors, io, now, look, during };
}

describe('a look at the refunds of a payment', () => {
  it.each([undefined, far])(
    'that has to be repeated sets a due time, also if a refund is refused meanwhile; before, it was %s',
    async (dueAt) => {
      const { table, now, look, during } = stage(payment({ dueAt }), [external(999_999n)]);
      during.meanwhile = async () => {
        await table.refuse(await now(), 'too much');
      };
      expect(await look(await now())).toBe('unexplained');
      const after = await now();
      expect(after.dueAt !== undefined && after.dueAt < far).toBe(true);
    },
  );

  it('does not end the looking if a refund that was being sent has to wait since', async () => {
    const { table, now, look, during } = stage(payment({ dueAt: past }));
    const own = processingRefund({ id: 'own', amountMinor: 100n });
    await table.reserve(await now(), own, { all: false, archived: [] });
    const seen = await now();
    during.meanwhile = async () => {
      const settled = { at: past, dueAt: past };
      await table.settle(seen, own, own.lease.owner, { status: 'pending', reference: 're_1' }, settled);
    };
    await look(seen);
    expect((await now()).dueAt).toBeDefined();
  });

  it('while a refund of ours is sent leaves an external one for a look soon after, however ours is settled', async () => {
    const { table, processors, io, now, look } = stage(payment(), [external(100n)]);
    const own = processingRefund({ id: 'own', amountMinor: 200n });
    await table.reserve(await now(), own, { all: false, archived: [] });
    const claimed = await now();
    await look(claimed);
    const soon = (await now()).dueAt;
    const outcome = { status: 'completed', reference: 're_own' } as const;
    await settleRefund(claimed, own, own.lease.owner, outcome, { refunds: table, processors, io });
    expect(await now()).toMatchObject({ dueAt: soon, refunds: { own: { status: 'completed' } } });
  });
});

it('a refund that a release before this one left pending learns its id at the processor when it is decided', async () => {
  const pending = pendingRefund({ id: 'own', amountMinor: 100n });
  const { table, now } = stage(payment({ refunds: { own: pending } }));
  await table.decide(payment().id, pending, { status: 'completed', reference: 're_9' }, past);
  expect((await now()).refunds.own?.reference).toBe('re_9');
});
