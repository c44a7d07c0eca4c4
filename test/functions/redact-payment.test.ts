import { describe, expect, it } from 'vitest';
import { handler as create } from '../../functions/payments/create-payment.ts';
import { handler as redact } from '../../functions/payments/redact-payment.ts';
import { handler as refund } from '../../functions/payments/refund-payment.ts';
import { Query, UpdateItem } from '../../src/runtime/operations.ts';
import type { Send } from '../../src/runtime/send.ts';
import { archivedRefundItem } from '../../src/store/archived-refund-item.ts';
import { eventRecords } from '../../src/store/event-records.ts';
import { call } from '../support/call.ts';
import { MemoryProjections } from '../support/memory-projections.ts';
import { recordedEvent } from '../support/recorded-events.ts';
import { failedRefund } from '../support/stream.ts';
import { paymentsTable, World } from '../support/world.ts';

const body = { amount: '25.00', idempotency_key: 'k1', metadata: { buyer: 'Ann Canary' } };

async function redactable() {
  const world = new World();
  const recorded = new MemoryProjections();
  const send = ((operation: never) =>
    (operation as unknown) instanceof Query ? recorded.send(operation) : world.dynamo.send(operation)) as Send;
  const created = await call(create, world, 'POST /v1/payments', { body });
  const id = String(created.json.payment_id);
  const io = () => ({ ...world.io(), send });
  return { world, recorded, created, id, redact: () => call(redact, { io }, `POST /v1/payments/${id}/redact`) };
}

const stored = (world: World) => JSON.stringify(world.dynamo.contents());

describe('POST /v1/payments/{payment_id}/redact', () => {
  it('removes metadata and reasons, and leaves ids and money', async () => {
    const { world, id, redact, created } = await redactable();
    const asked = { body: { amount: '5.00', reason: 'Ann Canary moved', idempotency_key: 'r1' } };
    await call(refund, world, `POST /v1/payments/${id}/refund`, asked);
    const { status, json } = await redact();
    expect(status).toBe(200);
    expect(json).toEqual({
      ...created.json,
      message: undefined,
      metadata: {},
      refunded_amount: 5,
      refundable_amount: 20,
      redacted_at: '2026-11-21T12:00:00.000Z',
    });
    expect(stored(world)).not.toContain('Canary');
    const replay = await call(refund, world, `POST /v1/payments/${id}/refund`, asked);
    expect(replay.json).toMatchObject({ refund_amount: 5, reason: null });
    expect(stored(world)).not.toContain('Canary');
  });

  it('is not undone by a retry of the creation, which is answered without the metadata', async () => {
    const { world, redact, created } = await redactable();
    await redact();
    const again = await call(create, world, 'POST /v1/payments', { body });
    expect(again.status).toBe(created.status);
    expect(again.headers['Idempotent-Replayed']).toBe('true');
    expect(again.json).toEqual({ ...created.json, metadata: {}, redacted_at: '2026-11-21T12:00:00.000Z' });
    const other = await call(create, world, 'POST /v1/payments', { body: { ...body, amount: '26.00' } });
    expect([other.status, other.json.code]).toEqual([422, 'idempotency_key_reused']);
    expect(stored(world)).not.toContain('Canary');
  });

  it('changes nothing when it is repeated, and removes a reason that came after it', async () => {
    const { world, id, redact } = await redactable();
    const first = await redact();
    const before = world.dynamo.contents();
    world.clock.advance(60_000);
    expect((await redact()).body).toBe(first.body);
    expect(world.dynamo.contents()).toEqual(before);
    await call(refund, world, `POST /v1/payments/${id}/refund`, { body: { amount: '5.00', reason: 'Canary' } });
    expect((await redact()).json.redacted_at).toBe('2026-11-21T12:01:00.000Z');
    expect(stored(world)).not.toContain('Canary');
  });

  it('removes the reasons of declined refunds that were moved out of the payment', async () => {
    const { world, recorded, id, redact } = await redactable();
    world.dynamo.keep(paymentsTable, archivedRefundItem(id, failedRefund({ reason: 'Canary' })));
    await eventRecords({ ...world.io(), send: recorded.send }).record(
      [recordedEvent({ paymentId: id, type: 'refund.failed', subject: 'r1' })],
      new Map(),
    );
    await redact();
    expect(stored(world)).not.toContain('Canary');
  });

  it('removes the reason of a refund that was copied out of the payment, and is still in it', async () => {
    const { world, recorded, id, redact } = await redactable();
    const one = failedRefund({ id: 'r1', reason: 'Ann Canary moved' });
    const item = world.dynamo.item(paymentsTable, id);
    world.dynamo.keep(paymentsTable, { ...archivedRefundItem(id, one) });
    world.dynamo.keep(paymentsTable, { ...item, id, refunds: { r1: archivedRefundItem(id, one).refund } });
    await eventRecords({ ...world.io(), send: recorded.send }).record(
      [recordedEvent({ paymentId: id, type: 'refund.failed', subject: 'r1' })],
      new Map(),
    );
    expect((await redact()).status).toBe(200);
    expect(stored(world)).not.toContain('Canary');
  });

  it('removes the reasons of as many refunds as a payment can have, in writes that DynamoDB takes', async () => {
    const { world, id, redact } = await redactable();
    const refunds = Array.from({ length: 121 }, (_, index) => {
      const one = failedRefund({ id: `00000000-0000-8000-8000-${String(index).padStart(12, '0')}`, reason: 'Canary' });
      return [one.id, archivedRefundItem(id, one).refund] as const;
    });
    const item = world.dynamo.item(paymentsTable, id);
    world.dynamo.keep(paymentsTable, { ...item, id, refunds: Object.fromEntries(refunds) });
    const lengths: number[] = [];
    world.dynamo.intercept = (operation, apply) => {
      if (operation instanceof UpdateItem) {
        const { UpdateExpression = '', ConditionExpression = '' } = operation.input;
        lengths.push(UpdateExpression.length, ConditionExpression.length);
      }
      return apply();
    };
    expect((await redact()).status).toBe(200);
    expect(stored(world)).not.toContain('Canary');
    expect(Math.max(...lengths)).toBeLessThan(4_096);
  });

  it('waits for a charge that is at work, and changes nothing', async () => {
    const { world, id, redact } = await redactable();
    world.dynamo.keep(paymentsTable, {
      ...world.dynamo.item(paymentsTable, id),
      id,
      status: 'processing',
      lease: { owner: 'another', until: world.clock.now() + 1 },
    });
    const before = world.dynamo.contents();
    const { status, json, headers } = await redact();
    expect([status, json.code, headers['Retry-After']]).toEqual([409, 'concurrent_update', '1']);
    expect(world.dynamo.contents()).toEqual(before);
  });

  it('tries again if a refund is begun between its read and its write', async () => {
    const { world, id, redact } = await redactable();
    let isFirst = true;
    world.dynamo.intercept = async (operation, apply) => {
      const isRedaction = JSON.stringify(operation.input).includes('redacted_at');
      if (isRedaction && isFirst) {
        isFirst = false;
        await call(refund, world, `POST /v1/payments/${id}/refund`, { body: { amount: '5.00', reason: 'Canary' } });
      }
      return apply();
    };
    expect((await redact()).status).toBe(200);
    expect(isFirst).toBe(false);
    expect(stored(world)).not.toContain('Canary');
  });
});
