import { isDeepStrictEqual } from 'node:util';
import { eventsTable, paymentsTable } from '../../test/support/world.ts';
import { EventRecount } from './event-recount.ts';
import type { Violations } from './invariants.ts';
import type { SimulatedItem } from './operands.ts';
import { decisionIn, isPayment, refundsIn, rowOf, type StoredRow } from './rows.ts';
import type { SimulatedStore, SimulatedWrite } from './store.ts';
import { isAboutWebhooks } from './webhook-failure-checks.ts';

type Folded = Readonly<{ status: string; taken: number; refunded: number }>;

/** Judges the events table: each write when it happens, and all of it once everything is told. */
export class EventChecks {
  readonly #violations: Violations;
  readonly #recount = new EventRecount();

  constructor(violations: Violations) {
    this.#violations = violations;
  }

  written({ table, id, before, after }: SimulatedWrite): void {
    if (table === paymentsTable && isPayment(id) && after !== undefined)
      this.#recount.add(rowOf(before), after as StoredRow);
    if (table !== eventsTable) return;
    const isSame = before === undefined || isDeepStrictEqual(before, after);
    this.#violations.require(isSame, 'events never change', () => `${id} was written again with other content`);
  }

  /** `store`: as it is once everything is told. */
  finish(store: SimulatedStore): void {
    const items = store.items(eventsTable).filter(({ sort }) => !String(sort).startsWith('step#'));
    const events = items.filter((item) => !isAboutWebhooks(item));
    const payments = store.items(paymentsTable).filter(({ id }) => isPayment(String(id)));
    const violations = this.#violations;
    const wanted = this.#recount.events;
    const found = new Map(events.map(({ id, sort, at }) => [`${id}:${String(sort).replace('#', ':')}`, String(at)]));
    for (const id of new Set([...wanted.keys(), ...found.keys()])) {
      const [is, mustBe] = [found.get(id), wanted.get(id)];
      violations.require(
        is === mustBe,
        'one event per transition',
        () => `${id} is dated ${is ?? '(not recorded)'}, not ${mustBe ?? '(nothing happened)'}`,
      );
    }
    for (const row of payments.map((item) => rowOf(item) as StoredRow)) {
      const [is, mustBe] = [folded(events.filter(({ id }) => id === row.id)), stateOf(row)];
      violations.require(
        isDeepStrictEqual(is, mustBe),
        'events fold to the payment',
        () => `${row.id}: the events come to ${JSON.stringify(is)}, and the payment is ${JSON.stringify(mustBe)}`,
      );
    }
  }
}

/** The status that each type of event leaves a payment in; later ones stand further below. */
const statusAfter = new Map([
  ['payment.begun', 'processing'],
  ['payment.pending', 'pending'],
  ['payment.authorized', 'authorized'],
  ['payment.completed', 'completed'],
  ['payment.failed', 'failed'],
  ['payment.refused', 'failed'],
  ['payment.captured', 'completed'],
  ['payment.cancelled', 'cancelled'],
]);
const order = [...statusAfter.keys()];

/** The state of a payment by its events alone: what a subscriber that has all bodies knows. */
function folded(events: readonly SimulatedItem[]): Folded {
  const told = events.map(({ sort, body }) => ({ ...read(String(body)), subject: String(sort).split('#')[1] ?? '' }));
  const ofPayment = told.filter(({ type }) => order.includes(type));
  const last = Math.max(...ofPayment.map(({ subject }) => Number(subject)));
  const current = ofPayment
    .filter(({ subject }) => Number(subject) === last)
    .sort((one, other) => order.indexOf(one.type) - order.indexOf(other.type))
    .at(-1);
  const sum = (type: string) => told.filter((one) => one.type === type).reduce((all, { minor }) => all + minor, 0);
  const status = statusAfter.get(current?.type ?? '') ?? 'unknown';
  return {
    status,
    taken: status === 'completed' ? (current?.minor ?? 0) : 0,
    refunded: sum('refund.completed') - sum('refund.reversed'),
  };
}

/** Amounts have all digits of their currency. */
function read(body: string): Readonly<{ type: string; minor: number }> {
  const { type } = JSON.parse(body) as { type: string };
  return { type, minor: Number((/"amount":([\d.]+)/.exec(body)?.[1] ?? '').replace('.', '')) };
}

const stateOf = (row: StoredRow): Folded => ({
  status: row.status,
  taken: row.status === 'completed' ? (decisionIn(row)?.captured_minor ?? row.amount_minor) : 0,
  refunded: refundsIn(row, ['completed']),
});
