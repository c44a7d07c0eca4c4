import { randomUUID as newId } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Currency } from '../../src/domain/currency.ts';
import { move } from '../../src/domain/ledger.ts';
import type { FailureCode, Outcome } from '../../src/domain/outcome.ts';
import type { StatusFilter } from '../../src/domain/payment-list.ts';
import { eventId } from '../../src/domain/recorded-event.ts';
import type { RefundOutcome } from '../../src/domain/refund-states.ts';
import { authorizations } from '../../src/store/authorizations.ts';
import { counters } from '../../src/store/counters.ts';
import { eventRecords } from '../../src/store/event-records.ts';
import { events } from '../../src/store/events.ts';
import { keyUses } from '../../src/store/key-uses.ts';
import { notices } from '../../src/store/notices.ts';
import { openPayments } from '../../src/store/open-payments.ts';
import { parkedRecords } from '../../src/store/parked-records.ts';
import { paymentLists } from '../../src/store/payment-lists.ts';
import { payments } from '../../src/store/payments.ts';
import { refunds } from '../../src/store/refunds.ts';
import { users } from '../../src/store/users.ts';
import { authorizedPayment, failedPayment, fields, processingPayment } from '../support/payments.ts';
import { type Random, seeded } from '../support/random.ts';
import { recordedEvent } from '../support/recorded-events.ts';
import { inParallel } from '../support/storm.ts';
import { failedRefund, processingRefund } from '../support/stream.ts';
import { TwinStores } from '../support/twin-stores.ts';
import { World } from '../support/world.ts';

/** DIFFERENTIAL=50000 is the full run; DIFFERENTIAL_SEED makes others. */
const sequences = Number(process.env.DIFFERENTIAL ?? 800);
const firstSeed = Number(process.env.DIFFERENTIAL_SEED ?? 1);
const longest = 20;
const now = Date.parse('2026-11-21T12:00:00.000Z');
const at = new Date(now).toISOString();
const refundOutcomes: readonly RefundOutcome[] = [
  { status: 'completed', reference: 're_1' },
  { status: 'pending', reference: 're_1' },
  { status: 'failed' },
];

let twins: TwinStores;
beforeAll(async () => {
  twins = await TwinStores.started();
});
afterAll(() => twins[Symbol.asyncDispose]());

const maybe = <Value>(random: Random, value: Value) => (random.whole(2) === 0 ? value : undefined);

/** Never the one that is reserved: an update may not set and remove the same path. */
const archivedBut = (own: string, id: string) =>
  refundIds(own)
    .filter((other) => other !== id)
    .map((other) => failedRefund({ id: other }));

/** Each sequence has its own, because an archived refund is an item, and sequences run at once. */
const refundIds = (own: string) => ['r1', 'r.2', 'r#3'].map((id) => `${own}-${id}`);

/** One call of src/store about the few things that a sequence has, so that calls meet each other. */
function call(random: Random, own: string): Promise<unknown> {
  const send = { send: twins.send };
  const id = `${own}-${random.pick(['p', 'p', 'p', 'q'])}`;
  const owner = random.pick(['one', 'one', 'one', 'two']);
  const lease = { owner: random.pick(['one', 'one', 'one', 'two']), until: now + random.whole(9) };
  const amount = { minor: random.pick([100n, 100n, 9_007_199_254_740_993n]), currency: fields.amount.currency };
  const tripId = maybe(random, `${own}-trip`);
  const metadata = maybe(random, maybe(random, { note: 'é😀', empty: '' }));
  const createdAt = new Date(now + random.whole(9)).toISOString();
  const common = { id, fingerprint: 'f', amount, tripId, metadata, createdAt, generation: random.whole(2) };
  const wanted = processingPayment({ ...common, lease });
  const authorized = authorizedPayment({
    ...common,
    lease: maybe(random, lease),
    closing: maybe(random, 'capture' as const),
  });
  const stands = random.pick(['completed', 'authorized'] as const);
  const [usual = ''] = refundIds(own);
  const asked = processingRefund({
    id: random.pick([usual, ...refundIds(own)]),
    amountMinor: random.pick([1n, 60n, 100n]),
    lease,
  });
  const table = { payments: payments(send), refunds: refunds(send), authorized: authorizations(send) };
  const outcome = random.pick<Outcome>([
    { status: stands, reference: 'PAY-1' } as const,
    { status: 'failed', failureCode: random.pick<FailureCode>(['card_declined', 'trip_already_paid']) } as const,
  ]);
  const held = [
    { kind: 'trip', id: `${own}-trip` },
    { kind: 'order', id: `${own}-order` },
  ] as const;
  const projected = `${own}#${random.whole(3)}`;
  return random.pick([
    () => table.payments.begin(wanted),
    async () => {
      await table.payments.begin(wanted);
      return table.payments.settle(
        wanted,
        lease.owner,
        { status: 'completed', reference: 'P' },
        { at, dueAt: undefined },
      );
    },
    () => table.payments.begin(failedPayment(common)),
    () => table.payments.beginAgain(wanted),
    () => table.payments.takeOver(id, owner, lease),
    () => table.payments.settle(wanted, owner, outcome, { at, dueAt: maybe(random, at) }),
    () => table.payments.settle(wanted, owner, { status: 'completed', reference: 'PAY-2' }, { at, dueAt: undefined }),
    () => table.payments.release(id, owner),
    () => table.payments.get(id),
    () => table.payments.hold(random.pick(held), wanted, maybe(random, { id: `${own}-p`, generation: 0 })),
    () => table.payments.holder(random.pick(held)),
    () => table.refunds.reserve(wanted, asked, { all: random.whole(2) === 0, archived: [] }),
    () => table.refunds.reserve(wanted, asked, { all: false, archived: archivedBut(own, asked.id) }),
    () =>
      table.refunds.reserve({ ...wanted, refundFence: 1 }, asked, { all: false, archived: archivedBut(own, asked.id) }),
    () => table.refunds.refuse({ ...wanted, refundFence: random.whole(2) }, asked.id),
    () => table.refunds.archive(id, failedRefund({ id: asked.id, amountMinor: asked.amountMinor })),
    () => table.refunds.archived(asked.id),
    () => keyUses(send).record('me', `${own}-k`, { kind: random.pick(['capture', 'cancel']), paymentId: id }),
    () => keyUses(send).record('me', `${own}-k`, { kind: 'refund', paymentId: id, refundId: asked.id }),
    () => keyUses(send).find('me', `${own}-k`),
    () => table.refunds.takeOver(id, asked.id, owner, lease),
    () =>
      table.refunds.settle({ id, dueAt: maybe(random, at) }, asked, owner, random.pick(refundOutcomes), {
        at,
        dueAt: maybe(random, at),
      }),
    () => table.refunds.release(id, asked.id, owner),
    () => table.refunds.renewKey(id, asked, owner, at),
    () =>
      table.authorized.beginClosing(authorized, random.pick(['capture', 'cancel']), random.pick([60n, 100n]), lease),
    () =>
      table.authorized.close(
        authorized,
        maybe(random, owner),
        { status: 'completed', capturedMinor: random.pick([60n, 100n]) },
        at,
      ),
    () => table.authorized.close(authorized, owner, { status: 'cancelled', expired: random.whole(2) === 0 }, at),
    () => table.authorized.abandonClosing(authorized, owner),
    () => table.authorized.release(id, owner),
    () =>
      paymentLists(send).page(
        {
          tripId: `${own}-trip`,
          status: maybe(
            random,
            random.pick<StatusFilter>([
              { oneOf: ['completed'], whollyRefunded: random.whole(2) === 0 },
              { oneOf: ['failed', 'authorized'] },
            ]),
          ),
          method: maybe(random, random.pick(['card', 'upi'] as const)),
        },
        { limit: 1 + random.whole(2), offset: random.whole(2), after: maybe(random, at) },
      ),
    () =>
      users({ ...new World().io(), ...send }).create({
        id,
        username: random.pick(['a', 'b']),
        email: 'a@example.com',
        created_at: at,
      }),
    () => users({ ...new World().io(), ...send }).get(id),
    () =>
      eventRecords({ ...send, newId, random: () => 0, now: () => today }).record(
        [projected, `${own}-x`]
          .slice(random.whole(2))
          .map((paymentId) => recordedEvent({ paymentId, lines: random.pick([[], moved]) })),
        new Map([
          [`${own}#count`, BigInt(1 + random.whole(9))],
          [`${own}#money`, 9_007_199_254_740_993n],
        ]),
      ),
    () => eventRecords({ ...send, newId, random: () => 0, now: () => today }).countedBefore([projected]),
    () => events(send).ofPayment(projected),
    () => events(send).get(eventId(recordedEvent({ paymentId: projected }))),
    () => notices(send).wasSent(projected),
    () => openPayments(send).keep({ id, since: at, sequence: random.pick(['9', '10', '11']) }),
    () => openPayments(send).forget({ id, sequence: random.pick(['9', '10', '11']) }),
    () => parkedRecords(send).park(projected, id, 'unreadable', 1),
  ])();
}

/** The day after a recorded event's, so that a transaction has the condition that its day is not sealed. */
const today = Date.parse('2026-11-22T12:00:00.000Z');
const moved = move('sales', 'processor_receivable', { minor: 9_007_199_254_740_993n, currency: 'EUR' as Currency });

it(`${sequences} sequences of what src/store sends come to the same in memory and in the engine`, {
  timeout: 1_800_000 + 60 * sequences,
}, async () => {
  const differences: string[] = [];
  const seeds = Array.from({ length: sequences }, (_, index) => firstSeed + index);
  await inParallel(seeds, 8, async (seed) => {
    const random = seeded(seed);
    for (let count = 1 + random.whole(longest); count > 0; count--) {
      // src/store may throw where both stores refuse alike.
      const error = await call(random, `s${seed}`).then(() => '', String);
      if (error.includes('the stores differ')) differences.push(`seed ${seed}: ${error.slice(0, 1_500)}`);
    }
  });
  console.log(Object.fromEntries([...twins.seen].sort()));
  expect(differences.slice(0, 5)).toEqual([]);
  expect(twins.seen.get('Update: ConditionalCheckFailedException')).toBeGreaterThan(sequences / 2);
  expect(twins.seen.get('Update: done')).toBeGreaterThan(sequences / 8);
});

it('every list is the same, page by page', async () => {
  const send = { send: twins.send };
  const random = seeded(firstSeed);
  for (let page = 0; page < 20; page++) {
    const filter = {
      tripId: undefined,
      method: maybe(random, random.pick(['card', 'upi'] as const)),
      status: maybe(random, { oneOf: ['completed'] } as const),
    };
    await paymentLists(send).page(filter, { limit: 1 + random.whole(200), offset: random.whole(50), after: undefined });
    await users({ ...new World().io(), ...send }).list(1 + random.whole(200));
  }
  await counters(send).all();
  await notices(send).countUndelivered();
  await openPayments(send).since('9999', 1_000_000);
});
