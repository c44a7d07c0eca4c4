import type { Violations } from './invariants.ts';
import type { RowHistory } from './row-history.ts';
import { decisionIn, type StoredRow } from './rows.ts';
import { claimOf, refusedAs, type Told } from './told.ts';

type Figure = (row: StoredRow) => number;
type Figures = Readonly<Record<string, Figure>>;

/** How much of a payment was taken. */
export const takenOf = (row: StoredRow): number =>
  row.status === 'completed' ? (decisionIn(row)?.captured_minor ?? row.amount_minor) : 0;

/** The amounts of an answer that shows a payment as it is, by their names there. */
const shown: Figures = {
  amount: ({ amount_minor }) => amount_minor,
  captured_amount: takenOf,
  refunded_amount: ({ refunded_minor }) => refunded_minor,
  refundable_amount: ({ refundable_minor }) => refundable_minor,
  fee_amount: (row) => feeIn(row),
  net_amount: (row) => takenOf(row) - feeIn(row),
};

const feeIn = (row: StoredRow): number => decisionIn(row)?.fee?.minor ?? 0;

/** Its customer does not care for the fee: the net amount is what was paid and not given back. */
const shownOnReceipts: Figures = { ...shown, net_amount: (row) => takenOf(row) - row.refunded_minor };

/** That contract has one amount: what was captured, once it was. */
const shownToCustomers: Figures = { ...shown, amount: (row) => takenOf(row) || row.amount_minor };

/** A capture of a part is answered as done only if that part was taken. */
function isAsAsked({ wish: { purpose, body } }: Told, row: StoredRow | undefined): boolean {
  const { amount } = (body ?? {}) as Readonly<{ amount?: string }>;
  return purpose !== 'capture' || amount === undefined || row === undefined || takenOf(row) === minorOf(amount);
}

const minorOf = (amount: unknown): number => Math.round(Number(amount) * 100);

/** Judges the amounts in answers by the versions of the item that the request could read. */
export class FigureChecks {
  readonly #violations: Violations;
  readonly #history: RowHistory;

  constructor(violations: Violations, history: RowHistory) {
    this.#violations = violations;
    this.#history = history;
  }

  check(told: Told): void {
    const { wish, begunAt, at, json } = told;
    const { purpose, operation, paymentId } = wish;
    if (told.status >= 400 || refusedAs(told) !== undefined || purpose === 'look-up') return;
    if (purpose === 'create') this.#created(told);
    else if (operation === 'refund-payment') this.#refunded(told);
    else {
      const payment = purpose === 'key' ? json.payment : json;
      const ofPayments = operation.startsWith('customers') ? shownToCustomers : shown;
      const figures = purpose === 'receipt' ? shownOnReceipts : ofPayments;
      const versions = this.#history.during(paymentId, begunAt, at).filter((row) => isAsAsked(told, row));
      this.#agree(told, payment, figures, versions);
    }
  }

  /** As it was settled, whatever became of it since. */
  #created(told: Told): void {
    const { wish, json, begunAt, at } = told;
    const isPaid = claimOf(told) === 'paid';
    const figures = { refunded_amount: () => 0, refundable_amount: isPaid ? shown.amount : () => 0 } as Figures;
    this.#agree(told, json, figures, this.#history.during(wish.paymentId, begunAt, at));
  }

  /** As it was decided: every replay says the same. */
  #refunded(told: Told): void {
    const { paymentId, refundId = '' } = told.wish;
    const decided = this.#history.first(paymentId, ({ refunds: { [refundId]: refund } }) => {
      return refund !== undefined && refund.status !== 'processing';
    });
    const refundAmount: Figure = ({ refunds }) => refunds[refundId]?.amount_minor ?? 0;
    const { refunded_amount, refundable_amount } = shown;
    this.#agree(told, told.json, { refund_amount: refundAmount, refunded_amount, refundable_amount } as Figures, [
      decided,
    ]);
  }

  /** All amounts of one answer are of one version. */
  #agree(told: Told, answer: unknown, figures: Figures, versions: readonly (StoredRow | undefined)[]): void {
    const given = Object.entries(figures).flatMap(([name, figure]) => {
      const amount = (answer as Readonly<Record<string, unknown>> | null)?.[name];
      return amount === undefined ? [] : [{ name, minor: minorOf(amount), figure }];
    });
    const isOf = (row: StoredRow) => given.every(({ minor, figure }) => figure(row) === minor);
    this.#violations.require(
      given.length === 0 || versions.some((row) => row !== undefined && isOf(row)),
      'figures are true',
      () => `${told.process.name} (${told.wish.identity}): ${told.body}`,
    );
  }
}
