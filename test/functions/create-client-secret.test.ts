import { describe, expect, it } from 'vitest';
import { handler } from '../../functions/payments/create-client-secret.ts';
import { handler as create } from '../../functions/payments/create-payment.ts';
import type { Payment, PendingPayment } from '../../src/domain/payment.ts';
import { customerTimeMs } from '../../src/domain/polling.ts';
import { type Intent, type Processor, ProcessorTrouble } from '../../src/processor/port.ts';
import { onlyProcessor } from '../../src/processor/routing.ts';
import { simulatedProcessor } from '../../src/processor/simulated.ts';
import { itemOf } from '../../src/store/payment-item.ts';
import { call } from '../support/call.ts';
import { authorizedPayment, failedPayment, payment, pendingPayment, processingPayment } from '../support/payments.ts';
import { paymentsTable, World } from '../support/world.ts';

const secret = 'pi_1_secret_canary';
const intent = { processor: 'browsers', account: 'own', id: 'pi_1' };
const inApp = { status: 'pending', action: { type: 'in_app' } } as const;
const request = 'POST /v1/payments/7/client-secret';

const waiting = (but: Partial<PendingPayment> = {}) =>
  pendingPayment({ mayAskCustomer: true, intent, outcome: inApp, ...but });

/** A world with payment 7, which has just begun to wait for its customer, and a processor that has client secrets. */
function worldWith(kept: Payment = waiting(), clientSecret: Processor['clientSecret'] = async () => secret) {
  const world = new World();
  const asked: Intent[] = [];
  const reading =
    clientSecret &&
    (async (one: Intent) => {
      asked.push(one);
      return clientSecret(one);
    });
  world.overrides = {
    processors: (io) =>
      onlyProcessor({
        ...simulatedProcessor(io),
        name: 'browsers',
        open: async () => intent,
        execute: async () => ({ state: 'customer', action: { type: 'in_app' } }),
        clientSecret: reading,
      }),
  };
  const createdAt = new Date(world.clock.now()).toISOString();
  world.dynamo.keep(paymentsTable, { ...itemOf({ ...kept, createdAt }), id: '7' });
  return { world, asked };
}

describe('POST /v1/payments/{payment_id}/client-secret', () => {
  it.each<[string, Partial<PendingPayment>]>([
    ['has no token, so its customer chooses how to pay', {}],
    ['has a token, and asks its customer to act', { paymentMethod: 'pm_1' }],
    ['is authorized only, once its customer has acted', { captureLater: true }],
  ])('the secret of a payment that %s is returned with no-store', async (_what, but) => {
    const { world, asked } = worldWith(waiting(but));
    const { status, headers, json } = await call(handler, world, request);
    expect([status, json]).toEqual([200, { client_secret: secret }]);
    expect(headers).toMatchObject({ 'Cache-Control': 'no-store' });
    expect(asked).toEqual([intent]);
  });

  it('the payment is read once, and nothing is written', async () => {
    const { world } = worldWith();
    await call(handler, world, request);
    expect(world.dynamo.calls()).toEqual(['Get']);
    expect(JSON.stringify(world.dynamo.item(paymentsTable, '7'))).not.toContain(secret);
  });

  it.each<[string, Payment]>([
    ['is processing: it may not hold its trip yet', processingPayment({ mayAskCustomer: true, intent })],
    ['completed', payment({ mayAskCustomer: true, intent })],
    ['completed after it had waited', payment({ mayAskCustomer: true, intent, outcome: inApp })],
    ['failed', failedPayment({ mayAskCustomer: true, intent })],
    ['was authorized', authorizedPayment({ mayAskCustomer: true, intent })],
    ['is being fenced', waiting({ fencing: true })],
    [
      'waits for its processor alone',
      waiting({ paymentMethod: 'pm_1', outcome: { status: 'pending', action: undefined } }),
    ],
    ['is charged while its customer is away', waiting({ paymentMethod: 'pm_1', instructions: { offSession: true } })],
    ['came by a contract that cannot ask the customer', waiting({ mayAskCustomer: false })],
  ])('a payment that %s is refused without a call to the processor', async (_what, kept) => {
    const { world, asked } = worldWith(kept);
    const { status, json, body } = await call(handler, world, request);
    expect([status, json.code]).toEqual([409, 'wrong_state']);
    expect(asked).toEqual([]);
    expect(body).not.toContain(secret);
  });

  it.each([
    [0, 200],
    [1, 409],
  ])('%i ms after the deadline of the customer the status is %i', async (late, wanted) => {
    const { world } = worldWith();
    world.clock.advance(customerTimeMs + late);
    expect((await call(handler, world, request)).status).toBe(wanted);
  });

  it('a payment that was created without a token has a client secret', async () => {
    const { world } = worldWith();
    const created = await call(create, world, 'POST /v1/payments', {
      headers: { 'Idempotency-Key': 'in-a-browser' },
      body: JSON.stringify({ amount: '25.00', return_url: 'https://shop.example.com/' }),
    });
    expect(created.status).toBe(201);
    expect(created.json).toMatchObject({ status: 'PENDING', reference: null, next_action: { type: 'in_app' } });
    const { status, json } = await call(handler, world, `POST /v1/payments/${created.json.payment_id}/client-secret`);
    expect([status, json.client_secret]).toEqual([200, secret]);
  });

  it('a processor without client secrets is reported as such', async () => {
    const { world } = worldWith();
    world.overrides = { processors: (io) => onlyProcessor(simulatedProcessor(io)) };
    const { status, json } = await call(handler, world, request);
    expect([status, json.code]).toEqual([409, 'client_secret_not_available']);
  });

  it('while the processor does not respond, the status is 503', async () => {
    const { world } = worldWith(waiting(), async () => {
      throw new ProcessorTrouble('unknown', 'no answer');
    });
    const { status, json, headers } = await call(handler, world, request);
    expect([status, json.code, headers['Retry-After']]).toEqual([503, 'processor_unavailable', '1']);
  });

  it('an unknown payment is not found', async () => {
    const { world } = worldWith();
    const { status, json } = await call(handler, world, 'POST /v1/payments/8/client-secret');
    expect([status, json.code]).toEqual([404, 'payment_not_found']);
  });
});
