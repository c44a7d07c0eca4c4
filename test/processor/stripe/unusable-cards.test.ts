import { describe, expect, it } from 'vitest';
import { handler as payOrder } from '../../../functions/orders/create-order-payment.ts';
import { acceptOnlyWhatStripeMockAccepts } from './judged.ts';
import { MemoryStripe, pays, saved, used } from './memory-stripe.ts';
import { StripeStage } from './stripe-stage.ts';

acceptOnlyWhatStripeMockAccepts();

function stage() {
  const stripe = new MemoryStripe();
  const at = new StripeStage(stripe.call);
  return {
    stripe,
    pay: at.pay.bind(at),
    payments: at.payments,
    pass: at.pass.bind(at),
    order: (payment_method: string) =>
      at.send(payOrder, 'POST /payments', {
        body: { order_id: 7, amount: '25.00', currency: 'EUR', payment_method },
      }),
    confirmed: () => stripe.paths.filter((path) => path.endsWith('/confirm')).length,
  };
}

describe('a card at Stripe that is saved for a customer whom nobody names', () => {
  const declined = { status: 402, json: { failure_code: 'processor_refused' } };

  it('is declined, and its order can be paid with another card', async () => {
    const { stripe, order, pass, confirmed } = stage();
    expect(await order(saved)).toMatchObject(declined);
    expect([confirmed(), stripe.intents.get('pi_1')?.status]).toEqual([1, 'canceled']);
    expect((await order(pays)).status).toBe(201);
    await pass(60);
    expect(confirmed()).toBe(2);
  });

  it('leaves its trip free', async () => {
    const { pay } = stage();
    expect(await pay('k1', { trip_id: '7', payment_method: saved })).toMatchObject(declined);
    expect((await pay('k2', { trip_id: '7', payment_method: pays })).status).toBe(201);
  });

  it('pays with the customer that it is saved for', async () => {
    const { pay } = stage();
    expect(await pay('k', { payment_method: saved, processor_customer: 'cus_1' })).toMatchObject({
      status: 201,
      json: { status: 'SUCCESS' },
    });
  });
});

describe('a card at Stripe that was used before, and may not be used again', () => {
  it('is refused each time by its field, and nothing is stored', async () => {
    const { order, pay, payments } = stage();
    for (const _time of [1, 2]) {
      for (const answer of [await order(used), await pay('k', { payment_method: used })]) {
        expect(answer).toMatchObject({ status: 400, json: { code: 'field_invalid', field: '/payment_method' } });
      }
    }
    expect(payments()).toEqual([]);
    expect((await pay('k', { payment_method: pays })).status).toBe(201);
  });
});
