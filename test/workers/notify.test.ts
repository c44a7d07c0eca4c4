import { beforeEach, describe, expect, it } from 'vitest';
import { handler } from '../../functions/workers/notify.ts';
import { notifyOfChanges } from '../../src/commands/notify-of-changes.ts';
import { notifications } from '../../src/notifications/notifications.ts';
import { notices } from '../../src/store/notices.ts';
import { dispute, disputesOf } from '../support/disputes.ts';
import { context } from '../support/event.ts';
import { MemoryProjections } from '../support/memory-projections.ts';
import { authorizedPayment, failedPayment, payment, processingPayment } from '../support/payments.ts';
import { changeOf, failedRefund, paymentRecord, refundsOf, streamOf } from '../support/stream.ts';
import { World } from '../support/world.ts';

type Sent = { url: string; key: string | null; body: string };
let projections: MemoryProjections;
let world: World;
let sent: Sent[];
/** Status of the service’s response; other numbers mean no response at all. */
let statuses: number[];
let bodies: AsyncIterable<Uint8Array>[];

beforeEach(() => {
  projections = new MemoryProjections();
  world = new World();
  sent = [];
  statuses = [];
  bodies = [];
  world.call = async (url, init) => {
    sent.push({ url, key: new Headers(init.headers).get('Idempotency-Key'), body: String(init.body) });
    const status = statuses.shift() ?? 202;
    if (status === 0) throw new TypeError('no connection');
    if (status === 1) return new Promise((_resolve, reject) => init.signal.addEventListener('abort', reject));
    return { status, headers: new Headers(), body: bodies.shift() ?? null };
  };
});

const { id } = payment();
const processing = processingPayment();
const at = Date.parse('2026-11-21T12:00:00Z');
const settled = (paymentId = id, sequence = '1') =>
  paymentRecord({ ...processing, id: paymentId }, payment({ id: paymentId }), { sequence, at });
const notify = (...records: ReturnType<typeof settled>[]) =>
  handler.with({ ...world.io(), send: projections.send })(streamOf(...records), context);
const done = { batchItemFailures: [] };
const keys = () => sent.map(({ key }) => key);

describe('notifications', () => {
  it('a notification has the same body and key in every attempt', async () => {
    const trip = payment({ tripId: '7', id: '12' });
    await notify(paymentRecord(processingPayment({ tripId: '7', id: '12' }), trip));
    expect(sent).toEqual([
      {
        url: 'http://localhost:8084/v1/notifications',
        key: '12:payment.completed:0',
        body:
          '{"event_id":"12:payment.completed:0","type":"payment.completed","payment_id":12,"trip_id":7,' +
          '"amount":10.99,"currency":"USD","status":"SUCCESS","created_at":"2026-11-21T11:00:01.456Z"}',
      },
    ]);
  });

  it('a refund is notified with its own amount', async () => {
    const after = payment({ refunds: refundsOf(failedRefund()) });
    await notify(paymentRecord(payment(), after));
    expect(JSON.parse(sent[0]?.body ?? '')).toEqual({
      event_id: `${id}:refund.failed:r1`,
      type: 'refund.failed',
      payment_id: id,
      trip_id: null,
      refund_id: 'r1',
      amount: 1,
      currency: 'USD',
      status: 'FAILED',
      created_at: '2026-11-21T11:30:01.000Z',
    });
  });

  it.each([
    ['opened', dispute('open'), 'FAILED', '2026-11-22T11:00:00.000Z'],
    ['won', dispute('won'), 'SUCCESS', '2026-12-05T11:00:00.000Z'],
    ['lost', dispute('lost'), 'FAILED', '2026-12-05T11:00:00.000Z'],
  ])('a dispute that is %s is notified with its amount and deadline', async (what, after, status, created_at) => {
    const before = what === 'opened' ? {} : disputesOf(dispute('open'));
    await notify(paymentRecord(payment({ disputes: before }), payment({ disputes: disputesOf(after) })));
    expect(sent.map(({ body }) => JSON.parse(body))).toEqual([
      {
        event_id: `${id}:dispute.${what}:d1`,
        type: `dispute.${what}`,
        payment_id: id,
        trip_id: null,
        dispute_id: 'd1',
        evidence_due_by: '2026-11-29T11:00:00.000Z',
        amount: 5,
        currency: 'USD',
        status,
        created_at,
      },
    ]);
  });

  it('a capture is notified with the time of the capture', async () => {
    const captured = payment({
      outcome: { status: 'authorized', reference: 'PAY-1' },
      closedAt: '2026-11-21T13:00:00.000Z',
    });
    await notify(paymentRecord(authorizedPayment(), captured));
    expect(JSON.parse(sent[0]?.body ?? '')).toMatchObject({
      type: 'payment.captured',
      created_at: '2026-11-21T13:00:00.000Z',
    });
  });

  it.each([
    ['a created payment', paymentRecord(undefined, processing)],
    ['a payment that is authorized', paymentRecord(processing, authorizedPayment())],
    ['a payment that came decided: it was imported', paymentRecord(undefined, payment())],
    ['a payment that did not change', paymentRecord(payment(), payment())],
    ['a trip that was paid already', paymentRecord(processing, failedPayment({}, 'trip_already_paid'))],
  ])('there is no notification of %s', async (_what, one) => {
    expect(await notify(one)).toEqual(done);
    expect(sent).toEqual([]);
  });

  it('a record that is delivered again is notified once', async () => {
    await notify(settled(), settled());
    await notify(settled());
    expect(keys()).toEqual([`${id}:payment.completed:0`]);
    expect(Object.keys(projections.of('notified'))).toEqual(keys());
  });

  it.each([500, 503, 301, 408, 429, 0, 1])(
    'a failed delivery (%i) is retried, and later events wait',
    async (status) => {
      statuses = [202, status];
      const records = [settled('p1', '1'), settled('p2', '2'), settled('p3', '3')];
      expect(await notify(...records)).toEqual({ batchItemFailures: [{ itemIdentifier: '2' }] });
      expect(await notify(...records.slice(1))).toEqual(done);
      expect(keys()).toEqual(['p1', 'p2', 'p2', 'p3'].map((one) => `${one}:payment.completed:0`));
    },
  );

  it('a delivery times out after two seconds', async () => {
    statuses = [1];
    const begunAt = world.clock.now();
    await notify(settled());
    expect(world.clock.now() - begunAt).toBe(2_000);
  });

  it('a delivery counts once its status arrives, whatever happens to the body', async () => {
    async function* breaksOff() {
      yield Buffer.from('{');
      throw new Error('the connection was lost');
    }
    async function* endless() {
      for (;;) yield Buffer.alloc(10_000);
    }
    async function* standsStill() {
      yield await new Promise<Buffer>(() => undefined);
    }
    bodies = [breaksOff(), endless(), standsStill()];
    const begunAt = world.clock.now();
    expect(await notify(settled('p1', '1'), settled('p2', '2'), settled('p3', '3'))).toEqual(done);
    expect(Object.keys(projections.of('notified'))).toEqual([1, 2, 3].map((n) => `p${n}:payment.completed:0`));
    expect(world.clock.now() - begunAt).toBe(100);
  });

  it.each([400, 401, 404, 422])('a notification refused with %i goes to the dead letters at once', async (status) => {
    statuses = [status];
    expect(await notify(settled('p1', '1'), settled('p2', '2'))).toEqual(done);
    expect(keys()).toHaveLength(2);
    expect(projections.of('dead-letter')).toEqual({
      'p1:payment.completed:0': {
        body: sent[0]?.body,
        reason: 'refused',
        at: '2026-11-21T12:00:00.000Z',
        expires_at: Math.ceil(world.clock.now() / 1_000) + 90 * 86_400,
      },
    });
  });

  it('a notification that fails for an hour goes to the dead letters', async () => {
    statuses = [500, 500];
    world.clock.advance(3_600_000);
    expect((await notify(settled())).batchItemFailures).toHaveLength(1);
    world.clock.advance(1);
    expect(await notify(settled())).toEqual(done);
    expect(projections.of('dead-letter')).toMatchObject({ [`${id}:payment.completed:0`]: { reason: 'failed' } });
  });

  it('when the invocation runs out of time, the rest is left to the next one', async () => {
    world.call = async () => {
      world.clock.advance(3_000);
      return new Response();
    };
    const records = [settled('p1', '1'), settled('p2', '2'), settled('p3', '3')];
    expect(await notify(...records)).toEqual({ batchItemFailures: [{ itemIdentifier: '3' }] });
  });

  it('without a notification service nothing is sent', async () => {
    const io = { ...world.io(), send: projections.send };
    const services = { notifications: notifications(io, ''), notices: notices(io), io };
    expect(await notifyOfChanges([changeOf(processing, payment())], services)).toEqual({
      again: undefined,
      undelivered: 0,
    });
    expect([sent, projections.sent]).toEqual([[], []]);
  });
});
