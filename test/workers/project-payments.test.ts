import { beforeEach, describe, expect, it } from 'vitest';
import { handler } from '../../functions/workers/project-payments.ts';
import { recordEvents } from '../../src/commands/record-events.ts';
import { recordOf } from '../../src/contracts/event.ts';
import { paymentStream } from '../../src/lambda/stream-batch.ts';
import { eventsOf } from '../../src/projections/events.ts';
import { TransactWriteItems } from '../../src/runtime/operations.ts';
import { counters } from '../../src/store/counters.ts';
import { eventRecords } from '../../src/store/event-records.ts';
import { transactionCancelled } from '../support/dynamo-errors.ts';
import { context } from '../support/event.ts';
import { MemoryProjections } from '../support/memory-projections.ts';
import { authorizedPayment, failedPayment, payment, processingPayment } from '../support/payments.ts';
import { paymentRecord, processingRefund, record, refund, refundsOf, streamOf, wholeItem } from '../support/stream.ts';
import { World } from '../support/world.ts';

let projections: MemoryProjections;
let world: World;
beforeEach(() => {
  projections = new MemoryProjections();
  world = new World();
});

const project = (records: ReturnType<typeof record>[], timeOut?: number) =>
  handler.with({ ...world.io(timeOut), send: projections.send })(streamOf(...records), context);
const transactions = () => projections.sent.filter((operation) => operation instanceof TransactWriteItems);
const done = { batchItemFailures: [] };
const { id } = payment();
const processing = processingPayment();
const life = () => [paymentRecord(undefined, processing), paymentRecord(processing, payment())];
const paid = { begun: 1, 'payments#completed#card': 1, 'charged#USD': 1099 };

describe('project-payments', () => {
  it('the events of a payment are recorded and counted in one transaction', async () => {
    expect(await project(life())).toEqual(done);
    expect(projections.counters()).toEqual(paid);
    expect(transactions()).toHaveLength(1);
    expect(Object.keys(projections.events())).toEqual([`${id}:payment.begun:0`, `${id}:payment.completed:0`]);
  });

  it('an event is dated by its payment, not by the clock of the worker', async () => {
    world.clock.advance(3_600_000);
    await project(life());
    expect(Object.values(projections.events()).map(({ at }) => at)).toEqual([
      processing.createdAt,
      payment().settledAt,
    ]);
  });

  it('records as the AWS CLI gives them are projected, so that dead letters can be redriven', async () => {
    const refunding = { ...payment(), refunds: refundsOf(processingRefund()) };
    const { dynamodb, ...begun } = paymentRecord(payment(), refunding);
    const printed = { ...dynamodb, ApproximateCreationDateTime: '2026-11-30T08:00:00+00:00' as never };
    expect(paymentStream.read(streamOf({ ...begun, dynamodb: printed })).changes).toMatchObject([
      { at: Date.parse('2026-11-30T08:00:00Z') },
    ]);
    expect(await project([{ ...begun, dynamodb: printed }])).toEqual(done);
  });

  it('an event that raises no counter is recorded, too', async () => {
    const authorized = authorizedPayment();
    await project([paymentRecord(processing, authorized)]);
    expect(Object.keys(projections.events())).toEqual([`${id}:payment.authorized:0`]);
    expect(projections.counters()).toEqual({});
  });

  it('an event that the release before counted is recorded, and not counted again', async () => {
    projections.keep({ id: 'counted', sort: `${id}:payment.begun:0`, expires_at: 1 });
    await project(life());
    expect(Object.keys(projections.events())).toHaveLength(2);
    expect(projections.counters()).toEqual({ 'payments#completed#card': 1, 'charged#USD': 1099 });
  });

  it('each attempt of an order has events of its own', async () => {
    const failed = failedPayment();
    const again = processingPayment({ generation: 1 });
    await project([
      paymentRecord(undefined, processing),
      paymentRecord(processing, failed),
      paymentRecord(failed, again),
      paymentRecord(again, payment({ generation: 1 })),
    ]);
    expect(Object.keys(projections.events())).toEqual(
      ['begun:0', 'failed:0', 'begun:1', 'completed:1'].map((event) => `${id}:payment.${event}`),
    );
  });

  it('a payment that was unreadable for a while has all its events, once, when its item is mended', async () => {
    const broken = { ...wholeItem(payment()), status: 'paid' };
    await project([
      paymentRecord(undefined, processing),
      record(wholeItem(processing), broken),
      record(broken, wholeItem(payment())),
    ]);
    expect(Object.keys(projections.events())).toEqual([`${id}:payment.begun:0`, `${id}:payment.completed:0`]);
    expect(projections.counters()).toEqual(paid);
    expect(Object.keys(projections.of('parked'))).toHaveLength(1);
  });

  it('events of an imported payment are quiet, and later ones are not', async () => {
    const imported = payment({ settledBy: 'import' });
    const refunded = { ...imported, refunds: refundsOf(refund()), refundedMinor: 100n };
    await project([paymentRecord(undefined, imported), paymentRecord(imported, refunded)]);
    expect(Object.values(projections.events()).map(({ type, quiet }) => [type, quiet])).toEqual([
      ['payment.begun', true],
      ['payment.completed', true],
      ['refund.completed', false],
    ]);
  });

  it('counters that are spread over several items are read as one', async () => {
    const io = { ...world.io(), send: projections.send, random: () => 0.99 };
    const first = await recordEvents(eventsOf(undefined, processing), {
      eventRecords: eventRecords(io, 4),
      recordOf,
      io,
    });
    await project([paymentRecord(undefined, { ...processing, id: 'p2' })]);
    expect(first).toHaveLength(1);
    expect(projections.of('metrics#3')).toEqual({ begun: { amount: 1 } });
    expect(await counters(io, 4).all()).toEqual(new Map([['begun', 2n]]));
  });

  it('a record that is delivered again is counted once', async () => {
    const [begin, settle] = life();
    if (!begin || !settle) throw new Error();
    await project([begin, settle, begin, settle]);
    await project([settle]);
    await project([begin, settle]);
    await project([paymentRecord(undefined, payment({ refunds: refundsOf(refund()) }))]);
    expect(projections.counters()).toEqual({ ...paid, 'refunds#completed': 1, 'refunded#USD': 100 });
  });

  it('new events are counted beside known ones', async () => {
    await project(life().slice(0, 1));
    await project(life());
    expect(projections.counters()).toEqual(paid);
  });

  it('a large batch is split into several transactions', async () => {
    const many = Array.from({ length: 60 }, (_, index) => {
      const other = { id: `p${index}` };
      return [paymentRecord(undefined, { ...processing, ...other }), paymentRecord(processing, payment(other))];
    }).flat();
    await project(many);
    expect(projections.counters()).toEqual({ begun: 60, 'payments#completed#card': 60, 'charged#USD': 65_940 });
    // Three counters and two balances leave room for 94 events in a transaction.
    expect(transactions().map(({ input }) => input.TransactItems?.length)).toEqual([99, 31]);
  });

  it('a transaction retried because its response was lost is recognised as its own', async () => {
    projections.intercept = async (operation, apply) => {
      if (operation instanceof TransactWriteItems) apply();
      return apply();
    };
    const { changes } = paymentStream.read(streamOf(...life()));
    const io = { ...world.io(), send: projections.send };
    const counted = await recordEvents(
      changes.flatMap(({ before, after }) => eventsOf(before, after)),
      { eventRecords: eventRecords(io), recordOf, io },
    );
    expect(counted.map(({ kind }) => kind)).toEqual(['payment.begun', 'payment.completed']);
    expect(projections.counters()).toEqual(paid);
  });

  it('a transaction that conflicts with another one is retried', async () => {
    let conflicts = 3;
    projections.intercept = async (operation, apply) => {
      if (operation instanceof TransactWriteItems && conflicts-- > 0)
        throw transactionCancelled(['None', 'None', 'TransactionConflict', 'None', 'None']);
      return apply();
    };
    expect(await project(life())).toEqual(done);
    expect(projections.counters()).toEqual(paid);
  });

  // With the number of a record, even the first, Lambda would not split it.
  it('a conflict that does not end fails the whole batch in time, so that it is split and retried', async () => {
    projections.intercept = async (operation, apply) => {
      if (!(operation instanceof TransactWriteItems)) return apply();
      world.clock.advance(500);
      throw transactionCancelled(['TransactionConflict']);
    };
    expect(await project(life())).toEqual({ batchItemFailures: [{ itemIdentifier: '' }] });
  });

  it('an event is counted once even if the response of its transaction was lost', async () => {
    let lost = 1;
    projections.intercept = async (operation, apply) => {
      const output = apply();
      if (operation instanceof TransactWriteItems && lost-- > 0)
        throw Object.assign(new Error(), { name: 'TimeoutError' });
      return output;
    };
    expect((await project(life())).batchItemFailures).toHaveLength(1);
    expect(await project(life())).toEqual(done);
    expect(projections.counters()).toEqual(paid);
  });

  it('an unreadable record is parked and does not block the others', async () => {
    const bad = record(undefined, { ...wholeItem(payment()), id: 'bad', method: 'gold' });
    expect(await project([bad, ...life()])).toEqual(done);
    expect(projections.of('parked')).toEqual({
      [bad.eventID ?? '']: {
        item_id: 'bad',
        reason: '$ZodError method',
        expires_at: Math.ceil(world.clock.now() / 1_000) + 30 * 86_400,
      },
    });
    expect(projections.counters()).toEqual(paid);
  });

  it('a payment is in the list of open payments until it is decided', async () => {
    const [begin, settle] = life();
    if (!begin || !settle) throw new Error();
    await project([begin]);
    expect(projections.of('open')).toMatchObject({ [id]: { since: '2026-11-21T12:00:00.000Z' } });
    await project([settle]);
    expect(projections.of('open')).toEqual({});
  });

  it('records are ordered by sequence number, not by time: late and duplicate records change nothing', async () => {
    const [begin, settle] = life();
    if (!begin || !settle) throw new Error();
    const paid = payment();
    const refunding = payment({ refunds: refundsOf(processingRefund()) });
    const again = paymentRecord(paid, refunding, { sequence: '1000' });
    await project([again]);
    const open = projections.of('open');
    expect(Object.keys(open)).toEqual([id]);
    for (const late of [begin, settle]) await project([late]);
    expect(projections.of('open')).toEqual(open);
  });
});
