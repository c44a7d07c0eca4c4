import { expect, it } from 'vitest';
import { failedRefunds } from '../../src/domain/refund-limits.ts';
import { payments } from '../../src/store/payments.ts';
import { watchedRefunds as refunds } from '../../src/store/watched-refunds.ts';
import { payment } from '../support/payments.ts';
import { pendingRefund, processingRefund, wholeItem } from '../support/stream.ts';
import { paymentsTable, World } from '../support/world.ts';

const at = '2026-11-29T12:00:00.000Z';
const made = pendingRefund({ id: 'external', amountMinor: 100n, externalReference: 're_1' });

/** A payment in the store, all of it refundable. */
function stored() {
  const world = new World();
  const seen = payment();
  world.dynamo.keep(paymentsTable, { ...wholeItem(seen), id: seen.id });
  const now = async () => (await payments(world.io()).get(seen.id)) ?? seen;
  return { seen, now, ...refunds(world.io()) };
}

it('an external refund is taken from what is refundable, once', async () => {
  const { seen, now, recordExternal } = stored();
  expect(await recordExternal(seen, made, at)).toMatchObject({ done: true });
  expect(await recordExternal(seen, made, at)).toMatchObject({ done: false });
  expect(await now()).toMatchObject({ refundableMinor: seen.refundableMinor - 100n, refundedMinor: 0n, dueAt: at });
});

it('one that failed, and left the item since, does not come back by a late copy of its write', async () => {
  const { seen, now, recordExternal, decide, reserve } = stored();
  await recordExternal(seen, made, at);
  await decide(seen.id, made, { status: 'failed' }, at);
  const refused = await now();
  await reserve(refused, processingRefund({ id: 'next', amountMinor: 1n }), {
    all: false,
    archived: failedRefunds(refused),
  });
  const before = await now();
  expect(before.refunds).not.toHaveProperty('external');
  expect(await recordExternal(seen, made, at)).toMatchObject({ done: false });
  expect(await now()).toEqual(before);
});

it('one is not recorded over a refund that was begun since the payment was read: it may be that one', async () => {
  const { seen, now, recordExternal, reserve, settle } = stored();
  const own = processingRefund({ id: 'own', amountMinor: 100n });
  await reserve(seen, own, { all: false, archived: [] });
  await settle(seen, own, own.lease.owner, { status: 'completed', reference: 're_1' }, { at, dueAt: undefined });
  expect(await recordExternal(seen, made, at)).toMatchObject({ done: false });
  expect(await now()).toMatchObject({ refundedMinor: 100n, refunds: { own: { reference: 're_1' } } });
});
