import { describe, expect, it } from 'vitest';
import { handler as customersCreate } from '../../functions/customers/customers-create-payment.ts';
import { handler as createPayment } from '../../functions/payments/create-payment.ts';
import { handler as getPayment } from '../../functions/payments/get-payment.ts';
import { handler as refundPayment } from '../../functions/payments/refund-payment.ts';
import type { Item } from '../../src/store/item.ts';
import { call } from '../support/call.ts';
import { worldWith } from '../support/paid.ts';
import { paymentsTable, World } from '../support/world.ts';

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

/** Before anything is settled, everything that has a lease is another's: the sweeper's, whose clock is ahead. */
function takenOverBeforeItSettles(world: World): World {
  world.dynamo.intercept = async (operation, apply) => {
    if (operation.name === 'UpdateItem') {
      for (const { id, ...item } of world.dynamo.items(paymentsTable))
        world.dynamo.keep(paymentsTable, { ...ofAnother(item), id: String(id) });
    }
    return apply();
  };
  return world;
}

function ofAnother(item: Item): Item {
  const lease = item.lease && { owner: 'the sweeper', until: Number.MAX_SAFE_INTEGER };
  const refunds = Object.entries(item.refunds ?? {}).map(([id, refund]) => [id, ofAnother(refund as Item)]);
  return { ...item, lease, refunds: Object.fromEntries(refunds) };
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

  it('a keyless payment that is taken over is not told as in progress, which would be charged again', async () => {
    const world = takenOverBeforeItSettles(new World());
    const { status, headers, json } = await call(createPayment, world, 'POST /v1/payments', {
      body: { amount: '5.00' },
    });
    expect([status, json.code, headers['Retry-After']]).toEqual([504, 'out_of_time', '1']);
    expect(json.detail).toContain(`whether payment ${json.payment_id} was made`);
    expect((await call(getPayment, world, `GET /v1/payments/${json.payment_id}`)).status).toBe(200);
  });

  it('a keyless refund that is taken over names the refund to look up', async () => {
    const { world, id } = await worldWith();
    takenOverBeforeItSettles(world);
    const { status, json } = await call(refundPayment, world, `POST /v1/payments/${id}/refund`, {
      body: { amount: 1 },
    });
    expect([status, json.code, json.payment_id]).toEqual([504, 'out_of_time', id]);
    expect(json.detail).toContain(json.refund_id);
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
