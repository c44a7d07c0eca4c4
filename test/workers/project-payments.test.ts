import { beforeEach, describe, expect, it } from 'vitest';
import { handler } from '../../functions/workers/project-payments.ts';
import { countEvents } from '../../src/commands/count-events.ts';
import { batchOf } from '../../src/lambda/stream-batch.ts';
import { eventsOf } from '../../src/projections/events.ts';
import { counters } from '../../src/store/counters.ts';
import { transactionCancelled } from '../support/dynamo-errors.ts';
import { context } from '../support/event.ts';
import { MemoryProjections } from '../support/memory-projections.ts';
import { payment, processingPayment } from '../support/payments.ts';
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
const done = { batchItemFailures: [] };
const { id } = payment();
const processing = processingPayment();
const life = () => [paymentRecord(undefined, processing), paymentRecord(processing, payment())];
const paid = { begun: 1, 'payments#completed#card': 1, 'charged#USD': 1099 };

describe('project-payments', () => {
  it('a payment is counted with a single transaction', async () => {
    expect(await project(life())).toEqual(done);
    expect(projections.counters()).toEqual(paid);
    expect(projections.sent).toHaveLength(1);
    const inAWeek = Math.ceil(world.clock.now() / 1_000) + 7 * 86_400;
    expect(projections.of('counted')).toEqual({
      [`${id}:payment.begun:0`]: { expires_at: inAWeek },
      [`${id}:payment.completed:0`]: { expires_at: inAWeek },
    });
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
    expect(projections.sent.length).toBe(Math.ceil(120 / 33));
  });

  it('a transaction retried because its response was lost is recognised as its own', async () => {
    projections.intercept = async (_operation, apply) => {
      apply();
      return apply();
    };
    const { changes } = batchOf(streamOf(...life()));
    const io = { ...world.io(), send: projections.send };
    const counted = await countEvents(
      changes.flatMap(({ before, after }) => eventsOf(before, after)),
      { counters: counters(io), io },
    );
    expect(counted.map(({ kind }) => kind)).toEqual(['payment.begun', 'payment.completed']);
    expect(projections.counters()).toEqual(paid);
  });

  it('a transaction that conflicts with another one is retried', async () => {
    let conflicts = 3;
    projections.intercept = async (_command, apply) => {
      if (conflicts-- > 0) throw transactionCancelled(['None', 'None', 'TransactionConflict', 'None', 'None']);
      return apply();
    };
    expect(await project(life())).toEqual(done);
    expect(projections.counters()).toEqual(paid);
  });

  it('a conflict that does not end fails the batch in time, so that it is retried', async () => {
    projections.intercept = async () => {
      world.clock.advance(500);
      throw transactionCancelled(['TransactionConflict']);
    };
    const [first, second] = life();
    if (!first || !second) throw new Error();
    expect(await project([first, second])).toEqual({
      batchItemFailures: [{ itemIdentifier: first.dynamodb?.SequenceNumber }],
    });
  });

  it('an event is counted once even if the response of its transaction was lost', async () => {
    let lost = 1;
    projections.intercept = async (_command, apply) => {
      const output = apply();
      if (lost-- > 0) throw Object.assign(new Error(), { name: 'TimeoutError' });
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
