import { AnswerChecks } from './answer-checks.ts';
import { AskedChecks } from './asked-checks.ts';
import type { Movement } from './bank.ts';
import { FigureChecks } from './figure-checks.ts';
import { KeylessChecks } from './keyless-checks.ts';
import { LookUpChecks } from './look-up-checks.ts';
import type { MessageDelivery } from './network.ts';
import type { SimulatedItem } from './operands.ts';
import type { Wish } from './operations.ts';
import type { Process } from './process.ts';
import { ReasonChecks, type Witnesses } from './reason-checks.ts';
import { RowHistory } from './row-history.ts';
import { isPayment, rowOf, type StoredRow } from './rows.ts';
import type { SimulatedWrite } from './store.ts';
import type { Told } from './told.ts';

type Known = Omit<Witnesses, 'history'> &
  Readonly<{
    firstWishOf: (paymentId: string) => Wish | undefined;
    wishOf: (process: Process) => Wish | undefined;
  }>;

/** Everybody who judges what was asked by clients, and told to them. */
export class ToldChecks {
  readonly #history = new RowHistory();
  readonly #answers: AnswerChecks;
  readonly #keyless: KeylessChecks;
  readonly #lookUps: LookUpChecks;
  readonly #figures: FigureChecks;
  readonly #reasons: ReasonChecks;
  readonly #asked: AskedChecks;
  readonly #wishOf: Known['wishOf'];
  readonly #item: Known['item'];

  constructor(known: Known) {
    const { violations, wishOf, item } = known;
    this.#wishOf = wishOf;
    this.#item = item;
    this.#answers = new AnswerChecks(known);
    this.#keyless = new KeylessChecks(violations);
    this.#lookUps = new LookUpChecks(known);
    this.#figures = new FigureChecks(violations, this.#history);
    this.#reasons = new ReasonChecks({ ...known, history: this.#history });
    this.#asked = new AskedChecks(known);
  }

  asks(wish: Wish): void {
    this.#asked.asks(wish);
  }

  moved(movement: Movement): void {
    this.#asked.check(movement);
  }

  heard(told: Told): void {
    this.#answers.check(told);
    this.#keyless.check(told);
    this.#lookUps.check(told);
    this.#figures.check(told);
    this.#reasons.check(told);
  }

  /** A write of the payments table. */
  written(write: SimulatedWrite, at: number, delivery: MessageDelivery | undefined): void {
    const { id, before, after } = write;
    this.#lookUps.written(write, at, delivery);
    if (!isPayment(id)) return;
    this.#history.written(id, rowOf(after), at);
    if (after === undefined) return;
    if (delivery !== undefined) this.#reserved(rowOf(before), after as StoredRow, delivery.process);
    this.#reasons.written(rowOf(before), after as StoredRow);
    this.#asked.written(rowOf(before), after as StoredRow);
  }

  #reserved(before: StoredRow | undefined, { id: paymentId, refunds }: StoredRow, process: Process): void {
    const wish = this.#wishOf(process);
    if (wish?.purpose !== 'refund') return;
    for (const [refundId, { external_reference: external }] of Object.entries(refunds)) {
      if (before?.refunds[refundId] !== undefined || external !== undefined) continue;
      this.#keyless.reserved({ paymentId, refundId }, wish, process);
      this.#asked.reserved(refundId, wish);
    }
  }

  finish(items: readonly SimulatedItem[]): void {
    this.#answers.checkAgain();
    this.#keyless.finish((id) => rowOf(this.#item(id)));
    const rows = items.filter(({ id }) => isPayment(String(id)));
    const archived = items.filter(({ id }) => String(id).startsWith('refund#'));
    this.#reasons.finish(rows as unknown as StoredRow[], archived);
  }
}
