import { describe, expect, it } from 'vitest';
import { handler } from '../../functions/payments/get-payment-timeline.ts';
import { handler as projectPayments } from '../../functions/workers/project-payments.ts';
import { recordOf } from '../../src/contracts/event.ts';
import type { Lease } from '../../src/domain/lease.ts';
import type { Payment } from '../../src/domain/payment.ts';
import { eventsOf } from '../../src/projections/events.ts';
import { GetItem, type Operation, Query } from '../../src/runtime/operations.ts';
import type { Send } from '../../src/runtime/send.ts';
import { call } from '../support/call.ts';
import { deliverAll } from '../support/delivered-events.ts';
import { context } from '../support/event.ts';
import { MemoryProjections } from '../support/memory-projections.ts';
import { failedPayment, payment, processingPayment } from '../support/payments.ts';
import { paymentRecord, processingRefund, refund, refundsOf, streamOf, wholeItem } from '../support/stream.ts';
import { createdEndpoint, fakeReceivers } from '../support/webhook-endpoints.ts';
import { paymentsTable, World, webhooksTable } from '../support/world.ts';

/** A payment through some images of it, as the stream tells of them, and its timeline after that. */
async function timelineOf(images: readonly Payment[], query: Record<string, string> = {}) {
  const world = new World();
  const recorded = new MemoryProjections();
  const last = images.at(-1) ?? payment();
  world.dynamo.keep(paymentsTable, { ...wholeItem(last), id: last.id });
  const records = images.map((after, index) => paymentRecord(images[index - 1], after));
  await projectPayments.with({ ...world.io(), send: recorded.send })(streamOf(...records), context);
  const isRecorded = (operation: unknown) => operation instanceof Query;
  const send = ((operation: never) =>
    isRecorded(operation) ? recorded.send(operation) : world.dynamo.send(operation)) as Send;
  const io = () => ({ ...world.io(), send });
  const { status, json, body } = await call(handler, { io }, `GET /v1/payments/${last.id}/timeline`, { query });
  return { status, json, body, types: json.entries?.map(({ type }: { type: string }) => type) };
}

/** A world with a payment whose events were sent to endpoints that answer so, and the ids of these. */
async function deliveredPayment(statuses: Readonly<Record<string, number>>, events = 1) {
  const world = new World();
  world.call = async () => ({ status: 202, headers: new Headers(), body: null });
  const paid = payment({ id: 'p1' });
  world.dynamo.keep(paymentsTable, { ...wholeItem(paid), id: 'p1' });
  fakeReceivers(world, (url) => statuses[url] ?? 404);
  const ids: string[] = [];
  for (const url of Object.keys(statuses)) ids.push((await createdEndpoint(world, { url })).id);
  const completed = eventsOf(undefined, paid)
    .map(recordOf)
    .filter(({ type }) => type === 'payment.completed');
  const recorded = Array.from({ length: events }, (_, index) => {
    const number = String(index).padStart(2, '0');
    return completed.map((event) => ({ ...event, subject: number, at: `2026-11-21T12:00:${number}.000Z` }));
  }).flat();
  await deliverAll(world, recorded);
  return { world, ids };
}

const leaseOf = (owner: string, but: Partial<Lease> = {}): Lease => ({
  owner,
  until: 1,
  since: '2026-11-21T12:00:09.000Z',
  by: `role-of-${owner} request-of-${owner}`,
  ...but,
});
const begun = processingPayment({ lease: leaseOf('a') });

describe('GET /v1/payments/{payment_id}/timeline', () => {
  it('lists every attempt of an order, oldest first, whatever the clocks of its workers said', async () => {
    const again = processingPayment({ generation: 1, lease: leaseOf('b'), createdAt: '2026-11-21T11:00:00.000Z' });
    const { status, json } = await timelineOf([begun, failedPayment(), again, payment({ generation: 1 })]);
    expect(status).toBe(200);
    expect(json.entries.map(({ type, attempt, by }: Record<string, unknown>) => [type, attempt, by])).toEqual([
      ['payment.begun', 0, { caller: 'role-of-a', request_id: 'request-of-a', correlation_id: null }],
      ['payment.failed', 0, { caller: 'role-of-a', request_id: 'request-of-a', correlation_id: null }],
      ['payment.begun', 1, { caller: 'role-of-b', request_id: 'request-of-b', correlation_id: null }],
      ['payment.completed', 1, { caller: 'role-of-b', request_id: 'request-of-b', correlation_id: null }],
      ['processor.answered', 1, null],
    ]);
  });

  it.each([
    ['expired', 1],
    ['released', 0],
  ])('tells of a take-over of a lease that was %s, with both holders', async (lease, until) => {
    const left = { ...begun, lease: leaseOf('a', { until }) };
    const { json } = await timelineOf([left, { ...begun, lease: leaseOf('b') }, payment()]);
    expect(json.entries[1]).toEqual({
      at: '2026-11-21T12:00:09.000Z',
      type: 'payment.taken_over',
      attempt: 0,
      refund_id: null,
      dispute_id: null,
      event_id: null,
      by: { caller: 'role-of-b', request_id: 'request-of-b', correlation_id: null },
      details: { lease, previous_request_id: 'request-of-a' },
    });
    expect(json.entries[2]).toMatchObject({ type: 'payment.completed', by: { caller: 'role-of-b' } });
  });

  it('tells of refunds from their beginning, with amounts to the last digit', async () => {
    const reserved = payment({ refunds: refundsOf(processingRefund({ lease: leaseOf('r') })) });
    const { types, body } = await timelineOf([begun, payment(), reserved, payment({ refunds: refundsOf(refund()) })]);
    expect(types).toEqual([
      'payment.begun',
      'payment.completed',
      'processor.answered',
      'refund.begun',
      'refund.completed',
    ]);
    expect(body).toContain('"details":{"amount":1.00,"currency":"USD"');
  });

  it('of a payment and leases of the release before has what that kept', async () => {
    const later = { createdAt: '2026-11-21T12:30:00.000Z', settledAt: '2026-11-21T12:30:01.000Z' };
    const { types, json } = await timelineOf([
      processingPayment({ lease: { owner: 'a', until: 0 } }),
      processingPayment({ lease: { owner: 'b', until: 0 } }),
      payment({ refunds: refundsOf(refund(later)) }),
    ]);
    expect(types).toEqual([
      'payment.begun',
      'payment.taken_over',
      'payment.completed',
      'processor.answered',
      'refund.begun',
      'refund.completed',
    ]);
    expect(json.entries.every(({ by }: { by: unknown }) => by === null)).toBe(true);
  });

  it('keeps the newest thousand entries, and says how many it leaves out', async () => {
    const held = Array.from({ length: 1_005 }, (_, index) => ({ ...begun, lease: leaseOf(String(index)) }));
    const { json } = await timelineOf([...held, payment()]);
    expect([json.count, json.omitted]).toEqual([1_000, 7]);
    expect(json.entries.at(-1)).toMatchObject({ type: 'processor.answered' });
  });

  it('tells what became of the deliveries of each event, by endpoint, and which ledger lines it has', async () => {
    const { world, ids } = await deliveredPayment({ 'https://example.com/up': 204, 'https://example.com/down': 500 });
    const { json } = await call(handler, world, 'GET /v1/payments/p1/timeline');
    const [completed, ...others] = json.entries.filter(({ type }: { type: string }) =>
      /completed|^delivery/.test(type),
    );
    expect(completed.details.lines).toEqual([
      { account: 'processor_receivable', currency: 'USD', amount: 10.99 },
      { account: 'sales', currency: 'USD', amount: -10.99 },
    ]);
    const event_id = 'p1:payment.completed:00';
    const delivered = { attempts: 1, last_error: null, next_attempt_at: null, dead_reason: null };
    const due = { last_status: 500, next_attempt_at: '2026-11-21T12:00:05.000Z' };
    const byEndpoint = new Map(
      others.map((entry: { details: { endpoint_id: string } }) => [entry.details.endpoint_id, entry]),
    );
    expect(byEndpoint.size).toBe(3);
    for (const [endpoint_id, type, details] of [
      ['notification-service', 'delivery.delivered', { ...delivered, last_status: 202 }],
      [ids[0], 'delivery.delivered', { ...delivered, last_status: 204 }],
      [ids[1], 'delivery.pending', { ...delivered, ...due }],
    ] as const) {
      expect(byEndpoint.get(endpoint_id)).toMatchObject({ type, event_id, details: { endpoint_id, ...details } });
    }
    expect(json.events_without_deliveries).toBe(0);
  });

  it.each([
    // With the notification service and the event bus: 20 reads for an event, so 5 of the 12 events.
    { endpoints: 18, events: 12, reads: 100, told: 95, left: 7 },
    { endpoints: 2, events: 3, reads: 12, told: 9, left: 0 },
  ])(
    'reads at most 100 deliveries, those of the newest events: $reads for $events events and $endpoints endpoints',
    async ({ endpoints, events, reads, told, left }) => {
      const urls = Array.from({ length: endpoints }, (_, index) => [`https://example.com/${index}`, 204] as const);
      const { world } = await deliveredPayment(Object.fromEntries(urls), events);
      const sent: string[] = [];
      const send = ((operation: Operation) => {
        sent.push(operation instanceof GetItem && operation.input.TableName === webhooksTable ? 'delivery' : 'other');
        return world.dynamo.send(operation as never);
      }) as Send;
      const { json } = await call(handler, { io: () => ({ ...world.io(), send }) }, 'GET /v1/payments/p1/timeline');
      const deliveries = json.entries.filter(({ type }: { type: string }) => type.startsWith('delivery.'));
      const count = (kind: string) => sent.filter((one) => one === kind).length;
      // The others: the payment, its events, the endpoints.
      expect([count('delivery'), count('other')]).toEqual([reads, 3]);
      expect([deliveries.length, json.events_without_deliveries]).toEqual([told, left]);
      const newest = Array.from({ length: events - left }, (_, index) => String(left + index).padStart(2, '0'));
      expect(new Set(deliveries.map(({ event_id }: { event_id: string }) => event_id))).toEqual(
        new Set(newest.map((attempt) => `p1:payment.completed:${attempt}`)),
      );
    },
  );

  it('of an unknown payment is 404', async () => {
    const answer = await call(handler, new World(), 'GET /v1/payments/nobody/timeline');
    expect([answer.status, answer.json.code]).toEqual([404, 'payment_not_found']);
  });
});
