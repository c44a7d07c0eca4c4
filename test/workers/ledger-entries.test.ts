import { beforeEach, describe, expect, it } from 'vitest';
import { handler } from '../../functions/workers/project-payments.ts';
import { imbalanceOf } from '../../src/domain/ledger.ts';
import type { Payment } from '../../src/domain/payment.ts';
import { TransactGetItems, TransactWriteItems } from '../../src/runtime/operations.ts';
import { balances } from '../../src/store/balances.ts';
import { eventRecords } from '../../src/store/event-records.ts';
import { events } from '../../src/store/events.ts';
import { sealKey } from '../../src/store/seal-key.ts';
import { context } from '../support/event.ts';
import { MemoryProjections } from '../support/memory-projections.ts';
import { authorizedPayment, payment, processingPayment } from '../support/payments.ts';
import { recordedEvent } from '../support/recorded-events.ts';
import { paymentRecord, refund, refundsOf, streamOf } from '../support/stream.ts';
import { World } from '../support/world.ts';

let store: MemoryProjections;
let world: World;
beforeEach(() => {
  store = new MemoryProjections();
  world = new World();
});

const project = (...images: readonly (Payment | undefined)[]) =>
  handler.with({ ...world.io(), send: store.send })(
    streamOf(
      ...images.flatMap((after, index) =>
        index === 0 || after === undefined ? [] : [paymentRecord(images[index - 1], after)],
      ),
    ),
    context,
  );
const stored = async () =>
  Object.fromEntries(
    (await balances({ ...world.io(), send: store.send }).all()).map(({ account, currency, minor }) => [
      `${account}#${currency}`,
      minor,
    ]),
  );
const paid = payment();
const refunded = payment({ refunds: refundsOf(refund()), refundedMinor: 100n });
const held = { status: 'authorized', reference: 'A' } as const;

describe('ledger entries', () => {
  it('are stored in the event, and change the balances in its transaction', async () => {
    await project(undefined, processingPayment(), paid, refunded);
    expect(store.sent.filter((operation) => operation instanceof TransactWriteItems)).toHaveLength(1);
    expect(Object.values(store.events()).map(({ type, lines }) => [type, lines.length])).toEqual([
      ['payment.begun', 0],
      ['payment.completed', 2],
      ['refund.completed', 2],
    ]);
    expect(await stored()).toEqual({ 'processor_receivable#USD': 999n, 'refunds#USD': 100n, 'sales#USD': -1099n });
  });

  it('are posted once, however often a record is delivered', async () => {
    await project(undefined, processingPayment(), paid);
    await project(undefined, processingPayment(), paid, refunded);
    await project(paid, refunded);
    expect(await stored()).toEqual({ 'processor_receivable#USD': 999n, 'refunds#USD': 100n, 'sales#USD': -1099n });
  });

  it('of an authorization are pending until its capture, which may be partial', async () => {
    await project(undefined, processingPayment(), authorizedPayment());
    expect(await stored()).toEqual({ 'pending_receivable#USD': 1099n, 'pending_sales#USD': -1099n });
    await project(authorizedPayment(), payment({ outcome: held, capturedMinor: 700n }));
    expect(await stored()).toEqual({
      'pending_receivable#USD': 0n,
      'pending_sales#USD': 0n,
      'processor_receivable#USD': 700n,
      'sales#USD': -700n,
    });
  });

  it('of an imported payment leave the receivable alone: its money came another way', async () => {
    await project(undefined, { ...paid, settledBy: 'import' });
    expect(await stored()).toEqual({ 'clearing#USD': 1099n, 'sales#USD': -1099n });
  });

  it('are read with a trial balance of zero in each currency, every account of it in one transaction', async () => {
    await project(undefined, processingPayment(), paid, refunded);
    const all = await balances({ ...world.io(), send: store.send }, 3).all();
    expect(imbalanceOf(all.map(({ account, currency, minor }) => [account, currency, minor]))).toEqual(new Map());
    const reads = store.sent.filter((operation) => operation instanceof TransactGetItems);
    expect(reads.map(({ input }) => input.TransactItems?.length)).toEqual([9]);
  });
});

describe('the day of an event', () => {
  const record = (at: string, paymentId = 'p1') =>
    eventRecords({ ...world.io(), send: store.send }).record([recordedEvent({ paymentId, at })], new Map());
  const day = (ms: number) => new Date(world.clock.now() + ms).toISOString();
  const hour = 3_600_000;
  const dayOfEvent = (paymentId = 'p1') => {
    const {
      at,
      posted_at,
      day: partition,
    } = store.of(paymentId)['payment.completed#0'] as Readonly<Record<string, unknown>>;
    return { at, posted_at, day: String(partition).slice(0, 10) };
  };
  const checks = () =>
    store.sent.flatMap(({ input }) =>
      'TransactItems' in input ? (input.TransactItems ?? []).filter((one) => 'ConditionCheck' in one) : [],
    );

  it('is the present one without a condition', async () => {
    await record(day(0));
    expect(dayOfEvent()).toEqual({ at: day(0), posted_at: undefined, day: day(0).slice(0, 10) });
    expect(checks()).toEqual([]);
  });

  it('is yesterday on the condition that yesterday is not sealed', async () => {
    await record(day(-24 * hour));
    expect(dayOfEvent().day).toBe(day(-24 * hour).slice(0, 10));
    expect(checks()).toHaveLength(1);
  });

  it('is the present one if yesterday is sealed, by a clock that is ahead', async () => {
    const yesterday = day(-24 * hour);
    store.keep({ ...sealKey(yesterday.slice(0, 10), 0), root: '' });
    expect(await record(yesterday)).toBe('done');
    expect(dayOfEvent()).toEqual({ at: yesterday, posted_at: day(0), day: day(0).slice(0, 10) });
  });

  it('is the present one for what happened two days ago, which keeps its own time', async () => {
    await record(day(-49 * hour));
    expect(dayOfEvent()).toEqual({ at: day(-49 * hour), posted_at: day(0), day: day(0).slice(0, 10) });
  });

  it('puts a late event where readers of the list have not been yet', async () => {
    await record(day(-1 * hour), 'p1');
    await record(day(-100 * hour), 'p2');
    const days = { firstDay: day(-200 * hour).slice(0, 10), lastDay: day(0).slice(0, 10) };
    const filter = { type: undefined, paymentId: undefined, since: undefined, until: undefined };
    const first = await events(store).pageByDay(filter, { limit: 1, after: undefined }, days);
    expect(first.events.map(({ paymentId }) => paymentId)).toEqual(['p2']);
    const second = await events(store).pageByDay(filter, { limit: 1, after: first.next }, days);
    expect(second.events.map(({ paymentId }) => paymentId)).toEqual(['p1']);
  });
});
