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

  constructor(known: Known) {
    const { violations } = known;
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
    this.#reasons.written(rowOf(before), after as StoredRow);
    this.#asked.written(rowOf(before), after as StoredRow);
  }

  finish(items: readonly SimulatedItem[]): void {
    this.#answers.checkAgain();
    const rows = items.filter(({ id }) => isPayment(String(id)));
    const archived = items.filter(({ id }) => String(id).startsWith('refund#'));
    this.#reasons.finish(rows as unknown as StoredRow[], archived);
  }
}
