import { describe, expect, it } from 'vitest';
import { handler as createByCustomer } from '../../functions/customers/customers-create-payment.ts';
import { handler as processPayment } from '../../functions/customers/customers-process-payment.ts';
import { handler as chargeTrip } from '../../functions/payments/charge-trip.ts';
import { handler as createPayment } from '../../functions/payments/create-payment.ts';
import { handler as refundPayment } from '../../functions/payments/refund-payment.ts';
import { handler as requestPayment } from '../../functions/services/services-request-payment.ts';
import { call, type Endpoint } from '../support/call.ts';
import { worldWith } from '../support/paid.ts';
import type { World } from '../support/world.ts';

const key = 'key-0001';
/** To earlier versions this list was one long key; now it is one key in quotes, sent twice. */
const joined = `${key}, ${key}`;

const requests: readonly (readonly [name: string, Endpoint, request: string, body: object])[] = [
  ['create-payment', createPayment, 'POST /v1/payments', { amount: '5.00' }],
  ['charge-trip', chargeTrip, 'POST /v1/payments/charge', { trip_id: 1, method: 'CARD' }],
  ['refund-payment', refundPayment, 'POST /v1/payments/{paid}/refund', { amount: '5.00' }],
  [
    'customers-create-payment',
    createByCustomer,
    'POST /payment.v1.PaymentService/CreatePayment',
    { amount: '5.00', customer_id: 'c1' },
  ],
  [
    'customers-process-payment',
    processPayment,
    'POST /payment.v1.PaymentService/ProcessPayment',
    { payment_id: '{paid}', action: 'refund' },
  ],
  [
    'services-request-payment',
    requestPayment,
    'POST /payments.v1.PaymentService/RequestPayment',
    { amount_minor: 500, currency: 'USD', order_id: 'o1' },
  ],
];

const contents = (world: World) => JSON.stringify(world.dynamo.contents());

describe.each(requests)('a list of equal keys sent to %s', (_name, endpoint, request, body) => {
  async function prepared() {
    const { world, id } = await worldWith();
    const trip = { trip_id: 1, status: 'COMPLETED', fare: 5, currency: 'USD' };
    world.call = async () => new Response(JSON.stringify(trip));
    const withId = (text: string) => text.replaceAll('{paid}', id);
    const send = (line: string) =>
      call(endpoint, world, withId(request), {
        body: JSON.parse(withId(JSON.stringify(body))),
        headers: { 'Idempotency-Key': line },
      });
    return { world, send };
  }

  it('a list of equal keys is the one key it repeats', async () => {
    const { world, send } = await prepared();
    const first = await send(key);
    const before = contents(world);
    const again = await send(joined);
    expect([again.body, again.headers['Idempotent-Replayed']]).toEqual([first.body, 'true']);
    expect(contents(world)).toBe(before);
  });

  it('a list of equal keys finds the payment that an earlier version stored under the whole line', async () => {
    const { world, send } = await prepared();
    const first = await send(`"${joined}"`);
    const before = contents(world);
    const again = await send(joined);
    expect([again.body, again.headers['Idempotent-Replayed']]).toEqual([first.body, 'true']);
    expect(contents(world)).toBe(before);
  });
});
