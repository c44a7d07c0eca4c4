import { describe, expect, it } from 'vitest';
import { pay, stored } from '../support/attempts.ts';
import { fields, wanted } from '../support/payments.ts';
import { World } from '../support/world.ts';
import { MemoryMollie } from './mollie/memory-mollie.ts';
import { mollieOn, returnUrl } from './mollie/mollie-bench.ts';
import { MemoryStripe, pays } from './stripe/memory-stripe.ts';
import { stripeOn } from './stripe/stripe-bench.ts';

const stripe = () => new MemoryStripe().call;
const mollie = () => new MemoryMollie().call;
const atStripe = { account: stripe, processorOn: stripeOn, more: { paymentMethod: pays } };
const atMollie = {
  account: mollie,
  processorOn: mollieOn,
  more: { instructions: { returnUrl }, mayAskCustomer: true },
};

describe.each([
  ['Stripe', atStripe],
  ['Mollie', atMollie],
])('two stages that share an account at %s', (_name, { account, processorOn, more }) => {
  it('open an intent each for order 1: the money of one is not taken for that of the other', async () => {
    const call = account();
    const order = wanted({ identity: 'order', fields: { ...fields, orderId: '1', ...more } });
    const intents = [];
    for (const keySpace of ['eu', 'us', 'eu']) {
      const world = new World();
      await pay(world, processorOn(call), { wanted: order, keySpace });
      intents.push(stored(world, order.id)?.intent);
    }
    const [eu, us, again] = intents;
    expect(us).not.toEqual(eu);
    // A stage that was restored from a backup gets its own intent again.
    expect(again).toEqual(eu);
  });
});
