import { describe, expect, it } from 'vitest';
import { handler as customersCreate } from '../../functions/customers/customers-create-payment.ts';
import { handler as createPayment } from '../../functions/payments/create-payment.ts';
import { handler as getPayment } from '../../functions/payments/get-payment.ts';
import { handler as refundPayment } from '../../functions/payments/refund-payment.ts';
import { call } from '../support/call.ts';
import { worldWith } from '../support/paid.ts';
import { World } from '../support/world.ts';

const answerLost = Object.assign(new Error('lost'), { name: 'TimeoutError' });

/** The last write is committed, but its response is lost. */
function losingAnswers(world: World): World {
  world.dynamo.intercept = async (operation, apply) => {
    const output = await apply();
    if (operation.name === 'UpdateItem') throw answerLost;
    return output;
  };
  return world;
}

describe('a fault of a request without an idempotency key', () => {
  it('a keyless payment that fails names the payment to look up and warns that a retry is a new request', async () => {
    const world = losingAnswers(new World());
    const { status, json } = await call(createPayment, world, 'POST /v1/payments', { body: { amount: '5.00' } });
    expect([status, json.code]).toEqual([503, 'store_unavailable']);
    expect(json.detail).toMatch(/had no idempotency key.*new request/);
    const found = await call(getPayment, world, `GET /v1/payments/${json.payment_id}`);
    expect([found.status, found.json.status]).toEqual([200, 'SUCCESS']);
  });

  it('a keyless refund that fails names the refund to look up', async () => {
    const { world, id } = await worldWith();
    losingAnswers(world);
    const { status, json } = await call(refundPayment, world, `POST /v1/payments/${id}/refund`, {
      body: { amount: 1 },
    });
    expect([status, json.payment_id]).toEqual([503, id]);
    expect(json.detail).toContain(json.refund_id);
  });

  it('a keyless RPC that fails has the same advice in its message and details', async () => {
    const world = losingAnswers(new World());
    const body = { amount: '5.00', customer_id: 'c1' };
    const { status, json } = await call(customersCreate, world, 'POST /payment.v1.PaymentService/CreatePayment', {
      body,
    });
    expect([status, json.code]).toEqual([503, 'unavailable']);
    const { payment_id } = json.details[0].debug.metadata;
    expect(json.message).toContain(`payment ${payment_id}`);
    expect((await call(getPayment, world, `GET /v1/payments/${payment_id}`)).status).toBe(200);
  });

  it('a fault of a request with a key says to retry with the same key', async () => {
    const world = losingAnswers(new World());
    const body = { amount: '5.00', idempotency_key: 'k' };
    const { json } = await call(createPayment, world, 'POST /v1/payments', { body });
    expect([json.detail, json.payment_id]).toEqual(['the payment store did not answer; try again', undefined]);
  });
});
