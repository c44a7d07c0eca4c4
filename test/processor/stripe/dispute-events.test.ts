import { createHmac } from 'node:crypto';
import { expect, it } from 'vitest';
import { chargeOf, trouble } from '../contract.ts';
import { MemoryStripe } from './memory-stripe.ts';
import { stripeOn } from './stripe-bench.ts';

const secret = 'whsec_1';

/** Stripe's event of a new dispute, as a stage with that secret reads it at the epoch, where its clock stands. */
function readDispute(call: MemoryStripe['call'], intentId: string) {
  const object = { id: 'dp_1', object: 'dispute', payment_intent: intentId };
  const body = JSON.stringify({
    id: 'evt_1',
    type: 'charge.dispute.created',
    created: 0,
    livemode: false,
    data: { object },
  });
  const signature = createHmac('sha256', secret).update(`0.${body}`).digest('hex');
  const headers = new Map([['stripe-signature', [`t=0,v1=${signature}`]]]);
  const { readEvent } = stripeOn(call, { events: { secrets: [secret], mode: 'test' } });
  return readEvent?.({ headers, body: Buffer.from(body) });
}

it('a dispute, which has no metadata of ours, leads to its payment by the intent', async () => {
  const stripe = new MemoryStripe();
  const { id } = await stripeOn(stripe.call).open('k', chargeOf({ paymentId: 'p-7', token: 'pm_card_visa' }));
  expect(await readDispute(stripe.call, id)).toMatchObject({ kind: 'hint', intentId: id, paymentId: 'p-7' });
});

it('a dispute of an intent that Stripe does not know is of no payment of ours', async () => {
  expect(await readDispute(new MemoryStripe().call, 'pi_unknown')).toMatchObject({
    kind: 'hint',
    paymentId: undefined,
  });
});

it('a dispute whose intent cannot be looked up is left for the next time that it is sent', async () => {
  const broken: MemoryStripe['call'] = () => Promise.reject(new Error('reset'));
  await expect(readDispute(broken, 'pi_1')).rejects.toEqual(trouble('unknown'));
});
