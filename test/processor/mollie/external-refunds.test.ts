import { expect, it } from 'vitest';
import { eur } from '../contract.ts';
import { MemoryMollie } from './memory-mollie.ts';
import { checkoutCharge, mollieOn } from './mollie-bench.ts';

const charge = checkoutCharge();
const intent = { processor: 'mollie', account: 'own', id: 'tr_1' };
const request = { id: 'r-1', attempt: 0, amount: eur(2_500n) };

/** A payment of 25.00 at Mollie. */
async function paid() {
  const mollie = new MemoryMollie();
  const processor = mollieOn(mollie.call);
  await processor.open('k', charge);
  mollie.pay('tr_1', 'pays');
  return { mollie, ...processor };
}

it('money that somebody gave back in the dashboard of Mollie is not given back again, though Mollie would', async () => {
  const { mollie, refund } = await paid();
  mollie.refundByHand('tr_1', '25.00');
  await expect(refund(intent, charge, request)).resolves.toEqual({ state: 'failed', raw: 'exceeds_captured' });
  expect(mollie.books('tr_1')).toEqual({ taken: 2_500n, returned: 2_500n });
  const part = { ...request, amount: eur(1n) };
  await expect(refund(intent, charge, part)).resolves.toMatchObject({ state: 'failed' });
});

it('a refund of ours that arrived without an answer is found, and is not refused because of itself', async () => {
  const { mollie, refund } = await paid();
  await refund(intent, charge, request);
  await expect(refund(intent, charge, request)).resolves.toMatchObject({ state: 'working' });
  expect(mollie.books('tr_1').returned).toBe(2_500n);
});

it.each([2_500n, 1_500n])(
  'a refund of ours of %i is not taken for refused while the list does not have it',
  async (minor) => {
    const { mollie, refund } = await paid();
    const ours = { ...request, amount: eur(minor) };
    await refund(intent, charge, ours);
    mollie.refundsLag = true;
    await expect(refund(intent, charge, ours)).rejects.toMatchObject({ trouble: 'unknown' });
    mollie.refundsLag = false;
    await expect(refund(intent, charge, ours)).resolves.toMatchObject({ state: 'working' });
    expect(mollie.books('tr_1').returned).toBe(minor);
  },
);

it.each([
  ['our ids', { refund_id: 'r-1', payment_id: charge.paymentId }, 'r-1'],
  ['an id that another program gave it', { refund_id: 'r-1' }, undefined],
  ['ids of another payment', { refund_id: 'r-1', payment_id: 'its own' }, undefined],
  ['an empty id', { refund_id: '', payment_id: charge.paymentId }, undefined],
  ['no metadata', null, undefined],
])('a refund with %s is ours only if it has both', async (_what, metadata, ownId) => {
  const { mollie, listRefunds } = await paid();
  const captured = { amount: eur(2_500n), at: '2026-11-28T12:00:00.000Z' };
  Object.assign(mollie.refundByHand('tr_1', '5.00'), { metadata, createdAt: '2026-11-28T13:00:00+00:00' });
  await expect(listRefunds?.(intent, charge, captured)).resolves.toMatchObject([{ reference: 're_2', ownId }]);
});

it('a state or an instant that is unknown is parked, never mapped', async () => {
  const { mollie, listRefunds } = await paid();
  const captured = { amount: eur(2_500n), at: '2026-11-28T12:00:00.000Z' };
  mollie.refundByHand('tr_1', '5.00').status = 'blessed';
  await expect(listRefunds?.(intent, charge, captured)).rejects.toThrow('knows no state "blessed"');
});
