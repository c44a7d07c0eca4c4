import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { handler as createOrderPayment } from '../../functions/orders/create-order-payment.ts';
import { handler as chargeTrip } from '../../functions/payments/charge-trip.ts';
import { handler as createPayment } from '../../functions/payments/create-payment.ts';
import { handler as refundPayment } from '../../functions/payments/refund-payment.ts';
import { type Environment, startEnvironment } from '../../local/environment.ts';
import { type Answered, clientOf } from '../support/client.ts';
import { meteredIo } from '../support/metered-io.ts';

let environment: Environment;
let api: ReturnType<typeof clientOf>;

beforeAll(async () => {
  environment = await startEnvironment({ ports: [0] });
  api = clientOf(environment.urls[0] ?? '');
});
afterAll(() => environment.stop());

const times = <Value>(count: number, make: () => Value) => Array.from({ length: count }, make);
const distinct = (answers: readonly Answered[], part: (answer: Answered) => unknown) => new Set(answers.map(part));

describe('300 requests at once', () => {
  it('for one order make one payment, and all answers are the same bytes', async () => {
    const answers = await Promise.all(
      times(300, () => api.post('/payments/', '{"order_id": "crowd", "amount": 9.90}')),
    );
    expect(distinct(answers, ({ text }) => text).size).toBe(1);
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(299);
  });

  it('with one idempotency key make one payment, and all answers are the same bytes', async () => {
    const key = { 'Idempotency-Key': 'crowd' };
    const answers = await Promise.all(times(300, () => api.post('/v1/payments', '{"amount": "9.90"}', key)));
    expect(distinct(answers, ({ text, status }) => `${status} ${text}`).size).toBe(1);
    expect(answers.filter(({ headers }) => headers.get('idempotent-replayed') === null)).toHaveLength(1);
  });

  it('for one order with two amounts make one payment of one amount', async () => {
    const amounts = ['1.00', '2.00'];
    const answers = await Promise.all(
      times(300, () => amounts.reverse()[0]).map((amount) =>
        api.post('/payments/', `{"order_id":"split","amount":${amount}}`),
      ),
    );
    const paid = answers.filter(({ status }) => status < 300);
    expect(distinct(paid, ({ text }) => text).size).toBe(1);
    expect(distinct(answers, ({ status }) => status)).toEqual(new Set([201, 200, 409]));
    expect(paid.filter(({ status }) => status === 201)).toHaveLength(1);
  });
});

describe('the price of a payment', () => {
  it.each([
    ['of an order', createOrderPayment, '/payments/', '{"order_id": "price", "amount": 5}'],
    ['of a key', createPayment, '/v1/payments', '{"amount": 5, "idempotency_key": "price"}'],
  ])('%s is 2 calls and 3 write units, and its replay 1 call', async (_, handler, path, body) => {
    const first = meteredIo(environment.dynamodbEndpoint);
    expect((await first.post(handler, path, body)).statusCode).toBe(201);
    expect(first.calls).toEqual(['PutCommand', 'UpdateCommand']);
    expect(first.writeUnits()).toBeLessThanOrEqual(3);

    const replay = meteredIo(environment.dynamodbEndpoint);
    expect((await replay.post(handler, path, body)).headers).toMatchObject({ 'Idempotent-Replayed': 'true' });
    expect(replay.calls).toEqual(['PutCommand']);
  });

  it('of a trip is 4 calls and 5 write units, and its replay 1 call, without the trip service', async () => {
    const path = '/v1/payments/charge';
    const body = '{"idempotency_key": "price-of-trip", "trip_id": 1, "method": "CARD"}';
    const first = meteredIo(environment.dynamodbEndpoint, '{"trip_id": 1, "status": "COMPLETED", "fare": 24.5}');
    expect((await first.post(chargeTrip, path, body)).statusCode).toBe(201);
    expect(first.calls).toEqual(['GetCommand', 'PutCommand', 'PutCommand', 'UpdateCommand']);
    expect(first.writeUnits()).toBeLessThanOrEqual(5);

    const replay = meteredIo(environment.dynamodbEndpoint);
    expect((await replay.post(chargeTrip, path, body)).headers).toMatchObject({ 'Idempotent-Replayed': 'true' });
    expect(replay.calls).toEqual(['GetCommand']);
  });

  it('that goes back is 2 calls and 4 write units, and its replay 1 call', async () => {
    const refund = meteredIo(environment.dynamodbEndpoint);
    const [path, body] = ['/v1/payments/1/refund', '{"idempotency_key": "price", "amount": 5}'];
    expect((await refund.post(refundPayment, path, body)).statusCode).toBe(200);
    expect(refund.calls).toEqual(['UpdateCommand', 'UpdateCommand']);
    expect(refund.writeUnits()).toBeLessThanOrEqual(4);

    const replay = meteredIo(environment.dynamodbEndpoint);
    await replay.post(refundPayment, path, body);
    expect(replay.calls).toEqual(['UpdateCommand']);
  });
});
