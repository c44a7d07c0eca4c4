import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { handler as createOrderPayment } from '../../functions/orders/create-order-payment.ts';
import { handler as chargeTrip } from '../../functions/payments/charge-trip.ts';
import { handler as createPayment } from '../../functions/payments/create-payment.ts';
import { handler as refundPayment } from '../../functions/payments/refund-payment.ts';
import type { Environment } from '../../tools/start/environment.ts';
import { meteredIo } from '../support/metered-io.ts';
import { startOwnEnvironment } from '../support/own-environment.ts';

let environment: Environment;

beforeAll(async () => {
  environment = await startOwnEnvironment({ seed: false });
});
afterAll(() => environment.stop());

describe('the DynamoDB cost', () => {
  it.each([
    ['of an order’s payment', createOrderPayment, '/payments/', '{"order_id": "price", "amount": 5}'],
    ['of a payment with a key', createPayment, '/v1/payments', '{"amount": 5, "idempotency_key": "price"}'],
  ])('%s is 2 calls and 3 write units, and its replay 1 call', async (_, handler, path, body) => {
    const first = meteredIo(environment.dynamodbEndpoint);
    expect((await first.post(handler, path, body)).statusCode).toBe(201);
    expect(first.calls).toEqual(['PutItem', 'UpdateItem']);
    expect(first.writeUnits()).toBeLessThanOrEqual(3);

    const replay = meteredIo(environment.dynamodbEndpoint);
    expect((await replay.post(handler, path, body)).headers).toMatchObject({ 'Idempotent-Replayed': 'true' });
    expect(replay.calls).toEqual(['PutItem']);
  });

  it('of a trip charge is 4 calls and 5 write units, and its replay 1 call, without the trip service', async () => {
    const path = '/v1/payments/charge';
    const body = '{"idempotency_key": "price-of-trip", "trip_id": 1, "method": "CARD"}';
    const first = meteredIo(environment.dynamodbEndpoint, '{"trip_id": 1, "status": "COMPLETED", "fare": 24.5}');
    expect((await first.post(chargeTrip, path, body)).statusCode).toBe(201);
    expect(first.calls).toEqual(['GetItem', 'PutItem', 'PutItem', 'UpdateItem']);
    expect(first.writeUnits()).toBeLessThanOrEqual(5);

    const replay = meteredIo(environment.dynamodbEndpoint);
    expect((await replay.post(chargeTrip, path, body)).headers).toMatchObject({ 'Idempotent-Replayed': 'true' });
    expect(replay.calls).toEqual(['GetItem']);
  });

  it('of a refund is 4 calls and 5 write units, and its replay 1 read', async () => {
    const payment = '{"amount": 9, "idempotency_key": "price-of-refund"}';
    const paid = await meteredIo(environment.dynamodbEndpoint).post(createPayment, '/v1/payments', payment);
    const refund = meteredIo(environment.dynamodbEndpoint);
    const path = `/v1/payments/${JSON.parse(paid.body).payment_id}/refund`;
    const body = '{"idempotency_key": "price", "amount": 5}';
    expect((await refund.post(refundPayment, path, body)).statusCode).toBe(200);
    expect(refund.calls).toEqual(['GetItem', 'UpdateItem', 'UpdateItem', 'UpdateItem']);
    expect(refund.writeUnits()).toBeLessThanOrEqual(5);

    const replay = meteredIo(environment.dynamodbEndpoint);
    await replay.post(refundPayment, path, body);
    expect(replay.calls).toEqual(['GetItem']);
  });
});
