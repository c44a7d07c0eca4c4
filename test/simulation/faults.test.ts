import { describe, expect, it } from 'vitest';
import { createPayment } from '../../src/commands/create-payment.ts';
import { refundPayment } from '../../src/commands/refund-payment.ts';
import { resumePayment } from '../../src/commands/resume-payment.ts';
import { presentCreatedPayment } from '../../src/contracts/payments.ts';
import { presentRefund } from '../../src/contracts/refunds.ts';
import { fingerprintOf } from '../../src/domain/identity.ts';
import { readMoney } from '../../src/domain/money.ts';
import { type WantedPayment, withoutOptionalFields } from '../../src/domain/payment.ts';
import { Refusal } from '../../src/domain/refusal.ts';
import type { Io } from '../../src/io.ts';
import { closedPayments } from '../../src/store/closed-payments.ts';
import { payments } from '../../src/store/payments.ts';
import { refunds } from '../../src/store/refunds.ts';
import { seeded } from '../support/random.ts';
import { paymentsTable, World } from '../support/world.ts';
import { Bank } from './bank.ts';
import { FaultyLambda } from './lambda.ts';

/** `SEEDS=10000 npx vitest run test/simulation` for a longer look, `FIRST_SEED` to see one again. */
const seeds = Number(process.env.SEEDS ?? 1_000);
const firstSeed = Number(process.env.FIRST_SEED ?? 1);

const wantedOf = (
  id: string,
  amount: string,
  more: Partial<WantedPayment['fields']>,
  identity: 'key' | 'order' = 'key',
) => ({
  id,
  identity,
  fingerprint: fingerprintOf(amount, more.tripId ?? null),
  fields: { ...withoutOptionalFields, method: 'card' as const, ...more, amount: readMoney(amount) },
});

/** What clients want in one run: keys that race, keys that are used twice, trips wanted by three, an order of two amounts. */
const wants: readonly WantedPayment[] = [
  wantedOf('key-a', '25.00', {}),
  wantedOf('key-a', '26.00', {}),
  wantedOf('trip-1-a', '9.00', { tripId: 'T1' }),
  wantedOf('trip-1-b', '9.00', { tripId: 'T1' }),
  wantedOf('trip-1-c', '9.00', { tripId: 'T1' }),
  wantedOf('order-1', '5.00', { orderId: 'o1' }, 'order'),
  wantedOf('order-1', '6.40', { orderId: 'o1' }, 'order'),
];

async function simulate(seed: number) {
  const random = seeded(seed);
  const world = new World();
  const bank = new Bank(random);
  const lambda = new FaultyLambda(world, random);
  const wrong: string[] = [];
  const answers = new Map<string, Set<string>>();
  const refusedRefunds = new Set<string>();
  const services = (io: Io) => ({
    payments: payments(io),
    refunds: refunds(io),
    closed: closedPayments(io),
    processor: bank.processor(io),
    io,
  });

  /** Whether the client need not come back. Whatever it is told must be true, and stay so. */
  async function ask(name: string, run: (io: Io) => Promise<readonly [key: string, body: string]>): Promise<boolean> {
    const told = await lambda.invoke((io) => run(io).catch((error: unknown) => refused(name, error)));
    if (typeof told !== 'object') return told ?? false;
    const [key, body] = told;
    answers.set(key, (answers.get(key) ?? new Set()).add(body));
    return true;
  }
  async function refused(name: string, error: unknown): Promise<boolean> {
    if (error instanceof TypeError || error instanceof RangeError) wrong.push(`${name}: ${error.message}`);
    if (!(error instanceof Refusal) || error.details.retryAfterSeconds !== undefined) return false;
    if (error.code === 'refund_exceeds_remaining') refusedRefunds.add(name);
    if (error.code === 'trip_already_paid') {
      const holder = world.dynamo.item(paymentsTable, String(error.details.more?.payment_id));
      if (holder?.status !== 'completed')
        wrong.push(`${name}: its trip was said to be paid by one that is ${holder?.status}`);
    }
    return true;
  }
  const pay = (wanted: WantedPayment) =>
    ask(wanted.id, async (io) => {
      const { payment } = await createPayment(wanted, services(io), 2_000);
      return [
        `${payment.id} ${payment.generation} ${payment.fingerprint}`,
        JSON.stringify(presentCreatedPayment(payment)),
      ];
    });
  const giveBack = (paymentId: string, id: string, amount: string) =>
    ask(id, async (io) => {
      const wanted = { id, paymentId, amount, fingerprint: amount, reason: undefined };
      const made = await refundPayment(wanted, services(io), 2_000);
      return [id, JSON.stringify(presentRefund(made.payment, made.refund))];
    });

  /** A client that comes back until it is answered, or has had enough; now and then after a month. */
  async function client(send: () => Promise<boolean>): Promise<void> {
    await world.clock.sleep(random.whole(4) ? random.whole(60) : random.whole(9_000));
    for (let time = 0; time < 6; time++) {
      if (await send()) return;
      await world.clock.sleep(50 + random.whole(4_000));
      if (random.whole(33) === 0) world.clock.advance(30 * 86_400_000);
    }
  }
  const twice = (send: () => Promise<boolean>) => [client(send), client(send)];
  const asked = [
    ...wants.flatMap((wanted) => twice(() => pay(wanted))),
    ...['key-a', 'trip-1-a', 'order-1'].flatMap((id) =>
      ['3.00', '3.00', 'all', '20.00'].flatMap((amount, number) =>
        client(() => giveBack(id, `${id}-r${number}`, amount)),
      ),
    ),
  ];
  await Promise.all(asked);

  // The faults stop. What was left behind is swept, and every client comes back once more.
  await world.clock.sleep(120_000);
  lambda.quiet = true;
  bank.quiet = true;
  const ids = [...new Set(wants.map(({ id }) => id))];
  for (const id of ids)
    await lambda.invoke((io) => resumePayment(id, services(io)).catch((error) => wrong.push(`${id}: ${error}`)));
  for (const wanted of wants) await pay(wanted);
  for (const id of ids)
    await lambda.invoke((io) => resumePayment(id, services(io)).catch((error) => wrong.push(`${id}: ${error}`)));

  for (const id of ids) {
    const payment = await payments(world.io()).get(id);
    const taken = bank.taken(id);
    if (taken.length > 1) wrong.push(`${id} was charged ${taken.length} times`);
    if (!payment) {
      if (taken.length > 0) wrong.push(`${id} was charged, and is not there`);
      continue;
    }
    if ((taken.length === 1) !== (payment.status === 'completed'))
      wrong.push(`${id} is ${payment.status}, charged ${taken.length}`);
    if (taken[0] && taken[0].payment.amount.minor !== payment.amount.minor)
      wrong.push(`${id} was charged another amount`);
    const entries = Object.values(payment.refunds);
    const given = entries
      .filter(({ status }) => status === 'completed')
      .reduce((sum, { amountMinor }) => sum + amountMinor, 0n);
    if (entries.some(({ status }) => status === 'processing')) wrong.push(`${id} has a refund that was left behind`);
    if (given !== bank.givenBack(id) || given !== payment.refundedMinor)
      wrong.push(`${id} gave back ${given}, the bank ${bank.givenBack(id)}`);
    if (payment.status === 'completed' && payment.refundableMinor !== payment.amount.minor - given)
      wrong.push(`${id}: refundable`);
    // The one thing that is not prevented: an earlier try's write that comes after a later try was refused (DECISIONS.md).
    const landed = entries.filter(
      (entry) => entry.status === 'completed' && refusedRefunds.has(entry.id) && !lambda.lateRefunds.has(entry.id),
    );
    for (const entry of landed) wrong.push(`${entry.id} was refused, and went back all the same`);
    if (given > payment.amount.minor) wrong.push(`${id} gave back more than was paid`);
  }
  if (bank.takenForTrip('T1').length > 1) wrong.push('a trip was charged twice');
  for (const [key, bodies] of answers) if (bodies.size > 1) wrong.push(`${key} was answered in ${bodies.size} ways`);
  return { wrong, faults: lambda.faults, items: JSON.stringify(world.dynamo.item(paymentsTable, 'key-a')) };
}

describe('whatever fails', () => {
  it(`money moves once, and everybody is told the same, in ${seeds} runs full of faults`, {
    timeout: 120_000,
  }, async () => {
    const broken: string[] = [];
    let faults = 0;
    for (let seed = firstSeed; seed < firstSeed + seeds; seed++) {
      const run = await simulate(seed);
      faults += run.faults;
      if (run.wrong.length > 0) broken.push(`seed ${seed}: ${run.wrong.join('; ')}`);
    }
    expect(broken).toEqual([]);
    expect(faults).toBeGreaterThan(10 * seeds);
  });
});
