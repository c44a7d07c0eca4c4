import { eventsTable } from '../../test/support/world.ts';
import type { Movement } from './bank.ts';
import { EventChecks } from './event-checks.ts';
import type { Violations } from './invariants.ts';
import { LedgerChecks } from './ledger-checks.ts';
import type { SimulatedItem } from './operands.ts';
import { Recount } from './recount.ts';
import { isPayment, rowOf, type StoredRow } from './rows.ts';
import type { SimulatedStore, SimulatedWrite } from './store.ts';
import { WebhookFailureChecks } from './webhook-failure-checks.ts';

export const projectionsTable = 'payment-service-local-projections';

type DerivedCounts = Readonly<{ counters: ReadonlyMap<string, number>; recount: ReadonlyMap<string, number> }>;

/** Compares events, ledger and counters with the writes that they are derived from. */
export class DerivedChecks {
  readonly #recount = new Recount();
  readonly #events: EventChecks;
  readonly #ledger: LedgerChecks;
  readonly #webhookFailures: WebhookFailureChecks;

  constructor(violations: Violations) {
    this.#events = new EventChecks(violations);
    this.#webhookFailures = new WebhookFailureChecks(violations);
    this.#ledger = new LedgerChecks(violations, { events: eventsTable, projections: projectionsTable });
  }

  written(write: SimulatedWrite): void {
    this.#ledger.written(write);
    this.#events.written(write);
    this.#webhookFailures.written(write);
  }

  paymentWritten({ id, before, after }: SimulatedWrite): void {
    if (isPayment(id) && after) this.#recount.add(rowOf(before), after as StoredRow);
  }

  committed(): void {
    this.#ledger.committed();
    this.#webhookFailures.committed();
  }

  /** The stored counters, and what they must come to. Without a stream, nothing was derived. */
  finish(
    store: SimulatedStore,
    {
      payments,
      books,
      hasStream,
    }: Readonly<{ payments: readonly SimulatedItem[]; books: readonly Movement[]; hasStream: boolean }>,
  ): DerivedCounts {
    const counted = store.items(projectionsTable).filter(({ id }) => id === 'metrics');
    const counters = new Map(counted.map(({ sort, amount }) => [String(sort), Number(amount)]));
    if (!hasStream) return { counters, recount: counters };
    this.#events.finish(store);
    this.#ledger.finish(
      payments.filter(({ id }) => isPayment(String(id))).map((item) => rowOf(item) as StoredRow),
      books,
    );
    return { counters, recount: this.#recount.counters };
  }
}
