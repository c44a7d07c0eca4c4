import { describe, expect, it } from 'vitest';
import { handler as cancel } from '../../functions/payments/cancel-payment.ts';
import { handler as capture } from '../../functions/payments/capture-payment.ts';
import { handler as refund } from '../../functions/payments/refund-payment.ts';
import type { ProcessingPayment } from '../../src/domain/payment.ts';
import { itemOf } from '../../src/store/payment-item.ts';
import { call } from '../support/call.ts';
import { processingPayment } from '../support/payments.ts';
import { paymentsTable, World } from '../support/world.ts';

const world = (but: Partial<ProcessingPayment>, holder?: string) => {
  const world = new World();
  world.dynamo.keep(paymentsTable, { ...itemOf(processingPayment({ id: 'p1', ...but })), id: 'p1' });
  if (holder !== undefined) world.dynamo.keep(paymentsTable, { id: 'trip#7', payment_id: holder });
  return world;
};
const now = new World().clock.now();
const current = { owner: 'another', until: now + 1 };
const ended = { owner: 'another', until: now - 1 };
const trip = { captureLater: true, tripId: '7' };

const requests = [
  ['capture', capture, 'wrong_state', 409],
  ['cancel', cancel, 'wrong_state', 409],
  ['refund', refund, 'payment_not_refundable', 400],
] as const;

describe.each(requests)('%s of a payment without an outcome', (action, handler, final, status) => {
  const send = (world: World) => call(handler, world, `POST /v1/payments/p1/${action}`);

  it.each([
    ['is being charged', world({ lease: current }), '1'],
    ['is being charged, and does not hold its trip yet', world({ lease: current, ...trip }), '1'],
    ['was abandoned', world({ lease: ended }), '60'],
    ['was abandoned while it held its trip', world({ lease: ended, ...trip }, 'p1'), '60'],
  ])('that %s is to be sent again, and changes nothing', async (_how, world, retryAfter) => {
    const before = world.dynamo.contents();
    const { json, headers } = await send(world);
    expect([json.status, json.code, headers['Retry-After']]).toEqual([409, 'concurrent_update', retryAfter]);
    expect(world.dynamo.contents()).toEqual(before);
  });

  it.each([
    ['before it held its trip', world({ lease: ended, ...trip })],
    ['while another held its trip', world({ lease: ended, ...trip }, 'p2')],
  ])('that was abandoned %s is refused for good: no money has moved', async (_how, world) => {
    const { json, headers } = await send(world);
    expect([json.status, json.code, headers['Retry-After']]).toEqual([status, final, undefined]);
  });
});
