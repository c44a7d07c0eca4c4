import { describe, expect, it } from 'vitest';
import { pollDuePayments } from '../../src/commands/poll-due-payments.ts';
import { readMoney } from '../../src/domain/money.ts';
import { longWaitMs } from '../../src/domain/polling.ts';
import type { Observation } from '../../src/processor/port.ts';
import { onlyProcessor } from '../../src/processor/routing.ts';
import type { Io } from '../../src/runtime/io.ts';
import { authorizations } from '../../src/store/authorizations.ts';
import { disputes } from '../../src/store/disputes.ts';
import { type DuePayment, duePayments } from '../../src/store/due-payments.ts';
import { payments } from '../../src/store/payments.ts';
import { watchedRefunds as refunds } from '../../src/store/watched-refunds.ts';
import { pay } from '../support/attempts.ts';
import { fields, wanted } from '../support/payments.ts';
import { reserves, ScriptedProcessor, takes } from '../support/scripted-processor.ts';
import { TwoTables } from '../support/two-tables.ts';
import { paymentsTable, World } from '../support/world.ts';

const minute = 60_000;
const working: Observation = { state: 'working' };
const asks: Observation = { state: 'customer', action: { type: 'redirect', url: 'https://bank.example.com/3ds' } };
const askable = wanted({ fields: { ...fields, mayAskCustomer: true } });
const { id } = askable;

/** Lets time pass, and polls the payment if it has a due time. */
function pollOnce(world: World, processor: ScriptedProcessor, afterMs: number, fault: Fault = noFault) {
  world.clock.advance(afterMs);
  const dueAt = world.dynamo.item(paymentsTable, id)?.due_at;
  return pollRows(dueAt === undefined ? [] : [{ id, dueAt: String(dueAt) }], world.io(), processor, fault);
}

const pollRows = (rows: readonly DuePayment[], io: Io, processor = new ScriptedProcessor({}), fault: Fault = noFault) =>
  pollDuePayments({
    payments: payments(io),
    authorizations: authorizations(io),
    refunds: refunds(io),
    disputes: disputes(io),
    processors: onlyProcessor(processor),
    due: { by: async () => [...rows], forget: async () => {}, keep: async () => {} },
    io,
    fault,
  });

type Fault = (cause: Record<string, unknown>) => void;

const noFault = (cause: Record<string, unknown>) => {
  throw new Error(JSON.stringify(cause));
};

/** A payment that its processor answered with `seen`, and a poller that finds it due. */
async function waiting(seen: Observation, what = askable, manners = {}) {
  const world = new World();
  const processor = new ScriptedProcessor({ execute: [async () => seen] }, manners);
  const first = await pay(world, processor, { wanted: what });
  const stored = () => world.dynamo.item(paymentsTable, id);
  const poll = (afterMs: number) => pollOnce(world, processor, afterMs);
  const again = () => pay(world, processor, { wanted: what });
  return { world, processor, first, stored, poll, again };
}

const { currency: euro } = readMoney('1.00', 'EUR');

describe('an authorization', () => {
  const { id } = wanted({ fields: { ...fields, captureLater: true } });

  /** Polls once, a day after the payment was authorized. */
  async function polled(authorizationsLapse: boolean, seen: Observation, fault: Fault = noFault) {
    const world = new World();
    const processor = new ScriptedProcessor({}, { authorizationsLapse });
    await pay(world, processor, { wanted: wanted({ fields: { ...fields, captureLater: true } }) });
    const due = world.dynamo.item(paymentsTable, id)?.due_at;
    processor.script.observe.push(async () => seen);
    if (due !== undefined) await pollOnce(world, processor, 24 * 60 * minute, fault);
    return { due, after: world.dynamo.item(paymentsTable, id) };
  }

  it('is looked at after a day, and ends once its processor has let it go', async () => {
    const { due, after } = await polled(true, { state: 'dead', code: 'authorization_expired', raw: 'automatic' });
    expect(due).toBeDefined();
    expect(after).toMatchObject({ status: 'cancelled', expired_at: expect.any(String) });
    expect(after).not.toHaveProperty('due_at');
  });

  it('that still stands is due again a day later', async () => {
    const capturable = { minor: 1_099n, currency: fields.amount.currency };
    const { due, after } = await polled(true, { state: 'authorized', capturable, reference: 'R', until: undefined });
    expect(Date.parse(String(after?.due_at)) - Date.parse(String(due))).toBe(24 * 60 * minute);
    expect(after?.status).toBe('authorized');
  });

  const captured = (minor: bigint, currency = fields.amount.currency): Observation => ({
    state: 'captured',
    captured: { minor, currency },
    reference: 'R',
    fee: undefined,
  });

  it.each([
    ['whole', 1_099n, undefined],
    ['in part', 1_000n, 1_000],
  ])('that a person captured at the processor, %s, completes the payment', async (_what, minor, part) => {
    const { after } = await polled(true, captured(minor));
    expect(after).toMatchObject({ status: 'completed', refundable_minor: Number(minor) });
    expect((after?.outcome as { captured_minor?: number } | undefined)?.captured_minor).toBe(part);
    for (const name of ['due_at', 'closing', 'expired_at']) expect(after).not.toHaveProperty(name);
  });

  it.each([
    ['more than its amount', captured(1_100n)],
    ['another currency', captured(1_099n, euro)],
  ])('of which %s was captured is left for a person', async (_what, seen) => {
    const faults: string[] = [];
    const { after } = await polled(true, seen, ({ cause }) => faults.push(String(cause)));
    expect(faults).toEqual(['UnexplainedAnswer']);
    expect(after).toMatchObject({ status: 'authorized', refundable_minor: 0 });
  });

  it('at a processor that never lets one go is not looked at', async () => {
    expect((await polled(false, working)).due).toBeUndefined();
  });
});

describe('a waiting payment that is to be captured later', () => {
  const held = wanted({ fields: { ...fields, captureLater: true } });
  const taken = (minor: bigint): Observation => ({
    state: 'captured',
    captured: { minor, currency: fields.amount.currency },
    reference: 'R',
    fee: undefined,
  });

  const askableHold = wanted({ fields: { ...held.fields, mayAskCustomer: true } });

  it('is authorized when a part of it was captured by hand before it was looked at, and completed by that part', async () => {
    const { processor, poll, stored } = await waiting(working, held, { authorizationsLapse: true });
    processor.script.observe.push(async () => taken(1_000n));
    expect(await poll(minute)).toMatchObject({ decided: 1 });
    expect(stored()).toMatchObject({ status: 'authorized' });
    processor.script.observe.push(async () => taken(1_000n));
    await poll(24 * 60 * minute);
    expect(stored()).toMatchObject({ status: 'completed', refundable_minor: 1_000 });
  });

  it('and is being given up is kept once a part of it was captured by hand: no fence lets that go', async () => {
    const { processor, poll, stored } = await waiting(asks, askableHold, { authorizationsLapse: true });
    processor.script.observe.push(async () => asks);
    processor.script.fence.push(async () => working);
    expect(await poll(61 * minute)).toMatchObject({ waiting: 1 });
    expect(stored()).toMatchObject({ status: 'pending', fencing: true });
    processor.script.observe.push(async () => taken(1_000n));
    expect(await poll(10 * minute)).toMatchObject({ decided: 1 });
    expect(stored()).toMatchObject({ status: 'authorized' });
    processor.script.observe.push(async () => taken(1_000n));
    await poll(24 * 60 * minute);
    expect(stored()).toMatchObject({ status: 'completed', refundable_minor: 1_000 });
  });

  it('is kept as well if that is what the fence finds', async () => {
    const { processor, poll, stored } = await waiting(asks, askableHold, { authorizationsLapse: true });
    processor.script.observe.push(async () => asks);
    processor.script.fence.push(async () => taken(1_000n));
    expect(await poll(61 * minute)).toMatchObject({ decided: 1 });
    expect(stored()).toMatchObject({ status: 'authorized' });
  });

  it('is left for a person if more than its amount was captured', async () => {
    const { world, processor, stored } = await waiting(working, held);
    processor.script.observe.push(async () => taken(1_100n));
    const faults: unknown[] = [];
    await pollOnce(world, processor, minute, ({ cause }) => faults.push(cause));
    expect([faults, stored()?.status]).toEqual([['UnexplainedAnswer'], 'pending']);
  });
});

describe('a payment that its processor works on for three days', () => {
  it('is answered at once, replays the same answer on the third day, and completes by the poller', async () => {
    const { first, processor, poll, again, stored } = await waiting(working);
    expect(first.payment).toMatchObject({ status: 'pending', outcome: { status: 'pending', action: undefined } });
    for (const ms of [minute, 5 * minute, 15 * minute, 60 * minute, 360 * minute, 1_440 * minute, 1_440 * minute]) {
      processor.script.observe.push(async () => working);
      expect(await poll(ms)).toMatchObject({ waiting: 1, decided: 0 });
    }
    processor.script.observe.push(takes());
    expect(await poll(1_440 * minute)).toMatchObject({ decided: 1 });
    expect(stored()).toMatchObject({ status: 'completed', refundable_minor: 1_099 });
    expect(stored()).not.toHaveProperty('due_at');
    const { payment, replayed } = await again();
    expect([payment.status, payment.outcome, replayed]).toEqual([
      'completed',
      { status: 'pending', action: undefined },
      true,
    ]);
  });

  it('is reported after two weeks, and polled on', async () => {
    const { processor, poll } = await waiting(working);
    processor.script.observe.push(async () => working);
    expect(await poll(longWaitMs + 1)).toMatchObject({ waiting_long: 1 });
  });
});

describe('a payment whose customer has to act', () => {
  it('says what to do, and completes once the customer has done it', async () => {
    const { first, processor, poll, stored } = await waiting(asks);
    expect(first.payment.outcome).toEqual({ status: 'pending', action: asks.state === 'customer' && asks.action });
    processor.script.observe.push(takes());
    await poll(2 * minute);
    expect(stored()).toMatchObject({ status: 'completed' });
  });

  it('is looked at when its hour is over, however many events came before', async () => {
    const { world, processor, poll, stored } = await waiting(asks);
    const begun = world.clock.now();
    for (let event = 0; event < 8; event++) {
      processor.script.observe.push(async () => asks);
      await poll(1_000);
    }
    expect(Date.parse(String(stored()?.due_at)) - begun).toBe(60 * minute + 1);
    processor.script.observe.push(async () => asks);
    world.clock.advance(begun + 60 * minute + 1 - world.clock.now());
    expect(await poll(0)).toMatchObject({ decided: 1 });
    expect(stored()).toMatchObject({ status: 'failed', outcome: { decision: { failure_code: 'abandoned' } } });
  });

  it('is fenced and failed an hour later: an abandoned payment must not be paid afterwards', async () => {
    const { processor, poll, stored } = await waiting(asks);
    processor.script.observe.push(async () => asks);
    expect(await poll(30 * minute)).toMatchObject({ waiting: 1 });
    processor.script.observe.push(async () => asks);
    processor.script.fence.push(async () => ({ state: 'dead', code: 'abandoned', raw: 'canceled' }));
    expect(await poll(31 * minute)).toMatchObject({ decided: 1 });
    expect(processor.asked().slice(-2)).toEqual(['observe', 'fence']);
    expect(stored()).toMatchObject({ status: 'failed', outcome: { decision: { failure_code: 'abandoned' } } });
  });

  it('and fails for what its intent keeps, if it was refused just before the fence', async () => {
    const { processor, poll, stored } = await waiting(asks);
    processor.script.observe.push(async () => asks);
    processor.script.fence.push(async () => ({ state: 'dead', code: 'card_declined', raw: 'do_not_honor' }));
    expect(await poll(61 * minute)).toMatchObject({ decided: 1 });
    expect(stored()).toMatchObject({
      status: 'failed',
      outcome: { decision: { failure_code: 'card_declined', raw_code: 'do_not_honor' } },
    });
  });

  it('and who pays just before the fence has paid', async () => {
    const { processor, poll, stored } = await waiting(asks);
    processor.script.observe.push(async () => asks);
    processor.script.fence.push(takes());
    expect(await poll(61 * minute)).toMatchObject({ decided: 1 });
    expect(stored()).toMatchObject({ status: 'completed' });
  });
});

describe('a payment that its processor cannot stop', () => {
  const fencedOnce = async () => {
    const all = await waiting(asks);
    all.processor.script.observe.push(async () => asks);
    all.processor.script.fence.push(async () => working);
    expect(await all.poll(61 * minute)).toMatchObject({ waiting: 1, failed: 0 });
    expect(all.stored()).toMatchObject({ status: 'pending', fencing: true, polls: 1 });
    return all;
  };

  it('waits, and fails when its time at the processor is over', async () => {
    const { processor, poll, stored } = await fencedOnce();
    processor.script.observe.push(async () => ({ state: 'dead', code: 'abandoned', raw: 'expired' }));
    expect(await poll(10 * minute)).toMatchObject({ decided: 1 });
    expect(stored()).toMatchObject({ status: 'failed', outcome: { decision: { failure_code: 'abandoned' } } });
    expect(stored()).not.toHaveProperty('fencing');
  });

  it('is completed if its customer pays meanwhile', async () => {
    const { processor, poll, stored } = await fencedOnce();
    processor.script.observe.push(takes());
    expect(await poll(10 * minute)).toMatchObject({ decided: 1 });
    expect(stored()).toMatchObject({ status: 'completed' });
  });

  it('is not kept if its customer authorizes it meanwhile: it is fenced again', async () => {
    const { processor, poll, stored } = await fencedOnce();
    processor.script.observe.push(reserves());
    processor.script.fence.push(async () => ({ state: 'dead', code: 'abandoned', raw: 'canceled' }));
    expect(await poll(10 * minute)).toMatchObject({ decided: 1 });
    expect([processor.asked().slice(-2), stored()?.status]).toEqual([['observe', 'fence'], 'failed']);
  });
});

describe('an order whose payment waits for its customer', () => {
  const order = (minor: bigint) =>
    wanted({
      identity: 'order',
      fingerprint: `of ${minor}`,
      fields: { ...fields, amount: { ...fields.amount, minor }, mayAskCustomer: true },
    });

  it('is given up when the order is asked for with another amount, and begun again', async () => {
    const { world, processor, stored } = await waiting(asks, order(500n));
    processor.script.observe.push(async () => asks);
    processor.script.fence.push(async () => ({ state: 'dead', code: 'abandoned', raw: 'canceled' }));
    const { payment } = await pay(world, processor, { wanted: order(640n) });
    expect(payment).toMatchObject({ status: 'completed', generation: 1, amount: { minor: 640n } });
    expect(stored()).toMatchObject({ generation: 1 });
  });

  it('is kept while its processor cannot stop it: the other request is told to wait', async () => {
    const { world, processor } = await waiting(asks, order(500n));
    processor.script.observe.push(async () => asks);
    processor.script.fence.push(async () => working);
    await expect(pay(world, processor, { wanted: order(640n) })).rejects.toMatchObject({
      code: 'order_payment_in_progress',
    });
  });

  it('is kept while its processor works on it: the other request is told to wait', async () => {
    const { world, processor } = await waiting(working, order(500n));
    processor.script.observe.push(async () => working);
    await expect(pay(world, processor, { wanted: order(640n) })).rejects.toMatchObject({
      code: 'order_payment_in_progress',
    });
  });
});

it('five payments are looked at at once: one by one, a processor that takes its time would leave most to the next run', async () => {
  const world = new TwoTables();
  const due = duePayments(world.io());
  let [inFlight, most] = [0, 0];
  const observe = async () => {
    most = Math.max(most, ++inFlight);
    await new Promise(setImmediate);
    inFlight--;
    return working;
  };
  const processor = new ScriptedProcessor({
    execute: Array.from({ length: 25 }, () => async () => working),
    observe: Array.from({ length: 25 }, () => observe),
  });
  for (let one = 10; one < 35; one++) {
    const { id: waits } = await pay(world, processor, {
      wanted: { ...askable, id: `f4690b42-5f55-8069-a1bc-e9473f4300${one}` },
    }).then(({ payment }) => payment);
    await due.keep({ id: waits, dueAt: String(world.dynamo.item(paymentsTable, waits)?.due_at) });
  }
  world.clock.advance(minute);
  expect(await pollAll(world, processor)).toMatchObject({ waiting: 25 });
  expect(most).toBe(5);
});

it('payments that cannot be asked about keep the poller from no other', async () => {
  const world = new TwoTables();
  const processor = new ScriptedProcessor({ execute: [async () => working], observe: [takes()] });
  await pay(world, processor, { wanted: askable });
  world.clock.advance(minute);
  const due = duePayments(world.io());
  const dueAt = String(world.dynamo.item(paymentsTable, id)?.due_at);
  // A payment that this release cannot read, or that is at an account of before.
  for (let one = 0; one < 1_250; one++) {
    world.dynamo.keep(paymentsTable, { id: `unreadable-${one}`, status: 'a newer one' });
    await due.keep({ id: `unreadable-${one}`, dueAt: '2026-01-01T00:00:00.000Z' });
  }
  await due.keep({ id, dueAt });
  const run = () => pollAll(world, processor);
  expect(await run()).toMatchObject({ failed: 1_000, decided: 0 });
  expect(await run()).toMatchObject({ failed: 250, decided: 1 });
  expect(await run()).toMatchObject({ failed: 0, decided: 0 });
  world.clock.advance(2 * minute);
  expect(await run()).toMatchObject({ failed: 1_000 });
});

/** A run of the poller, with a list of due payments. */
function pollAll(world: TwoTables, processor: ScriptedProcessor) {
  const io = world.io();
  const stores = {
    payments: payments(io),
    authorizations: authorizations(io),
    refunds: refunds(io),
    disputes: disputes(io),
  };
  return pollDuePayments({
    ...stores,
    processors: onlyProcessor(processor),
    due: duePayments(io),
    io,
    fault: () => {},
  });
}

describe('a crowd of due payments', () => {
  const now = Date.parse('2026-11-21T12:00:00.000Z');
  const rows = Array.from({ length: 12 }, (_, number) => ({
    id: `p${number}`,
    dueAt: new Date(now - (1_200 - number) * 1_000).toISOString(),
  }));
  /** The time that is left: for the whole run, then for each payment. */
  const io = (...left: readonly number[]): Io => {
    const all = [...left];
    return { ...new World().io(), now: () => now, remaining: () => all.shift() ?? 20_000 };
  };

  it('that a run gets through leaves nothing', async () => {
    const all = rows.map(() => 40_000);
    expect(await pollRows(rows, io(60_000, ...all))).toMatchObject({ not_due: 12, left: 0, looks_behind: 0 });
  });

  it('that a run does not get through is told by how late the next one is', async () => {
    const first = rows.slice(0, 5).map(() => 40_000);
    expect(await pollRows(rows, io(60_000, ...first))).toMatchObject({ not_due: 5, left: 7, looks_behind: 1_195 });
  });
});
