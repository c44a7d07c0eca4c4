import type { Bank, Movement } from './bank.ts';
import { takenOf } from './figure-checks.ts';
import type { IntentBank } from './intent-bank.ts';
import type { Violations } from './invariants.ts';
import type { SimulatedItem } from './operands.ts';
import type { RowHistory } from './row-history.ts';
import { decisionIn, type RefundRow, rowOf, type StoredRow } from './rows.ts';
import { refusedAs, type Told } from './told.ts';

export type Witnesses = Readonly<{
  violations: Violations;
  history: RowHistory;
  bank: Bank;
  banks: readonly IntentBank[];
  item: (id: string) => SimulatedItem | undefined;
}>;

type Version = StoredRow | undefined;
/** Whether a version of the payment, or the processor, gives the reason for a refusal by this code. */
type Reason = (told: Told, row: Version, witnesses: Witnesses) => boolean;

/** A service that says no to everything would never lose money: what each no has to rest on. */
const reasons: Readonly<Record<string, Reason>> = {
  payment_not_found: (_told, row) => row === undefined,
  payment_not_refundable: (_told, row) => row !== undefined && row.status !== 'completed',
  payment_disputed: (_told, row) =>
    Object.values(row?.disputes ?? {}).some(({ status }) => status === 'open' || status === 'lost'),
  refund_exceeds_remaining: (told, row) =>
    row !== undefined && (askedMinor(told) > row.refundable_minor || row.refundable_minor === 0),
  capture_exceeds_authorized: (told, row) => row !== undefined && askedMinor(told) > row.amount_minor,
  wrong_state: (told, row) => row !== undefined && (row.status !== 'authorized' || isClosedOtherwise(told, row)),
  // Or an attempt that died had the authorization ended because its capture was refused: the next one finds it gone.
  authorization_expired: (_told, row, { bank, banks }) =>
    bank.books.some((one) => one.kind === 'cancel' && one.key === row?.intent?.id && one.process === undefined) ||
    refusesCapture(row, banks),
  capture_refused: (_told, row, { banks }) => refusesCapture(row, banks),
};

const refusesCapture = (row: Version, banks: readonly IntentBank[]): boolean =>
  banks.some((one) => one.opened(row?.intent?.id ?? '')?.capture !== undefined);

/** The amount in minor units; 0 for all that there is. */
const askedMinor = ({ wish: { body } }: Told): number =>
  Math.round(Number((body as Readonly<{ amount?: string }> | undefined)?.amount ?? 0) * 100);

function isClosedOtherwise(told: Told, { closing, closing_minor, amount_minor }: StoredRow): boolean {
  if (closing === undefined) return false;
  const isOtherAmount = askedMinor(told) > 0 && askedMinor(told) !== (closing_minor ?? amount_minor);
  return closing !== told.wish.purpose || isOtherAmount;
}

/** Failures that no processor decides. */
const ownFailures = new Set(['amount_not_positive', 'trip_already_paid', 'order_already_paid']);

/** Judges every no: a refusal when it is told, a failure when it is written, and a refund that failed at the end. */
export class ReasonChecks {
  readonly #witnesses: Witnesses;

  constructor(witnesses: Witnesses) {
    this.#witnesses = witnesses;
  }

  check(told: Told): void {
    const { history, violations } = this.#witnesses;
    const { wish, begunAt, at, process, body } = told;
    const reason = reasons[refusedAs(told) ?? ''];
    if (reason === undefined || told.status >= 500) return;
    if (wish.purpose !== 'refund' && wish.purpose !== 'capture' && wish.purpose !== 'cancel') return;
    const versions = history.during(wish.paymentId, begunAt, at);
    violations.require(
      versions.some((row) => reason(told, row, this.#witnesses)),
      'a no has a reason',
      () => `${process.name} (${wish.identity} ${wish.fields}): ${body}`,
    );
  }

  /** A payment that fails was sent to its processor; one without a key may be given up before. */
  written(before: StoredRow | undefined, after: StoredRow): void {
    const decision = decisionIn(after);
    if (after.status !== 'failed' || before?.status === 'failed' || decision === undefined) return;
    const { banks, violations, item } = this.#witnesses;
    const code = decision.failure_code ?? '';
    const isReasoned = () => {
      if (code === 'amount_not_positive') return after.amount_minor <= 0;
      if (ownFailures.has(code)) return takenOf(rowOf(item(decision.paid_by ?? '')) ?? after) > 0;
      return after.keyless || banks.some((one) => one.opened(after.intent?.id ?? '')?.wasExecuted);
    };
    violations.require(Boolean(isReasoned()), 'a no has a reason', () => `payment ${after.id} failed as ${code}`);
  }

  finish(rows: readonly StoredRow[], archived: readonly SimulatedItem[]): void {
    const { bank, violations } = this.#witnesses;
    const failed = [
      ...rows.flatMap(({ refunds }) => Object.entries(refunds)),
      ...archived.map(({ id, refund }) => [String(id).replace('refund#', ''), refund as RefundRow] as const),
    ].filter(([, { status, external_reference: external }]) => status === 'failed' && external === undefined);
    const isNo = ({ kind, done }: Movement) => kind === 'reversal' || !done;
    for (const [id] of failed) {
      const isReasoned = bank.books.some((one) => one.key === id && isNo(one));
      violations.require(isReasoned, 'a no has a reason', () => `refund ${id} failed, and no processor said so`);
    }
  }
}
