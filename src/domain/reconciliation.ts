import { type PricedRow, pricedRows } from './converted-rows.ts';
import { plus } from './money.ts';
import { offsetsIn } from './offset-rows.ts';
import type { ExpectedRow, SettlementRow } from './settlement.ts';

/**
 * The result for a row or for an expectation. Everything but `matched`, `posted`, `offset` and `expected` is a break:
 *
 * - `matched`: reference, kind, amount and currency agree. `posted`: a fee or payout, which no event announces.
 * - `amount_differs`: reference and kind agree, the amount does not. `fee_differs`: nor does the fee that the event has.
 * - `unknown_to_us`: no event has this reference and kind. `offset`: so it is, and another such row takes it back.
 * - `duplicate`: another row already accounts for the event.
 * - `expected`: no row yet, and not overdue. `missing_at_processor`: overdue.
 */
export type Finding =
  | ComparedRow
  | (ReportedRow & Readonly<{ outcome: 'unknown_to_us'; expected: undefined }>)
  | (ReportedRow & Readonly<{ outcome: 'offset'; expected: undefined; partner: string }>)
  | Readonly<{ outcome: 'posted'; row: SettlementRow; expected: undefined }>
  | Readonly<{ outcome: 'expected' | 'missing_at_processor'; row: undefined; expected: ExpectedRow }>;
type ComparedRow = ReportedRow &
  Readonly<{ outcome: 'matched' | 'amount_differs' | 'fee_differs' | 'duplicate'; expected: ExpectedRow }>;

/** A row as it came, and the sums that are compared: its own, or those of a charge and its reversals. */
type ReportedRow = Readonly<{ row: PricedRow; reported: Pick<SettlementRow, 'amount' | 'settled' | 'feeMinor'> }>;

type Deadline = Readonly<{ now: number; missingAfterDays: number }>;

export const dayMs = 86_400_000;

/**
 * Compares all rows with everything expected. The result depends on the two sets alone, not on their order or on how the rows
 * were split into files.
 */
export function reconcile(
  rows: readonly SettlementRow[],
  expected: readonly ExpectedRow[],
  { now, missingAfterDays }: Deadline,
): Finding[] {
  const referenceOfRefund = new Map(expected.flatMap((one) => (one.refundId ? [[one.refundId, one.reference]] : [])));
  const named = expected.filter(({ intentId }) => intentId !== undefined);
  const referenceOfIntent = new Map(named.sort(byEntry).map(({ intentId, reference }) => [intentId, reference]));
  // A report may name a payment in another way than the payment does. The id of a refund is ours, so it comes first.
  const referenceOf = ({ reference, refundId }: SettlementRow) =>
    referenceOfRefund.get(refundId ?? '') ?? referenceOfIntent.get(reference) ?? reference;
  const keyOfRow = (row: SettlementRow) =>
    `${row.kind === 'capture_reversal' ? 'charge' : row.kind}#${referenceOf(row)}`;
  const expectedByKey = Map.groupBy(expected, ({ kind, reference }) => `${kind}#${reference}`);
  const isPosted = ({ kind }: SettlementRow) => kind === 'fee' || kind === 'payout';
  const [posted, compared] = [rows.filter(isPosted), rows.filter((row) => !isPosted(row))];
  const rowsByKey = Map.groupBy(compared, keyOfRow);
  const found: Finding[] = posted.map((row) => ({ outcome: 'posted', row, expected: undefined }));
  for (const [key, group] of rowsByKey) found.push(...inGroup(group, expectedByKey.get(key) ?? []));
  const unknown = found.flatMap(({ outcome, row }) => (outcome === 'unknown_to_us' ? [row] : []));
  const partners = offsetsIn(unknown, referenceOf);
  const accounted = new Set(found.map((one) => one.expected?.entryId));
  for (const one of expected) {
    if (accounted.has(one.entryId)) continue;
    const isOverdue = now - Date.parse(one.at) > missingAfterDays * dayMs;
    found.push({ outcome: isOverdue ? 'missing_at_processor' : 'expected', row: undefined, expected: one });
  }
  return found
    .map((one) => withPartner(one, partners.get(one.row?.id ?? '')))
    .sort((one, other) => compare(idOf(one), idOf(other)));
}

const withPartner = (finding: Finding, partner: string | undefined): Finding =>
  partner === undefined || finding.outcome !== 'unknown_to_us' ? finding : { ...finding, outcome: 'offset', partner };

/** Matches the rows of one reference and kind: exact ones first, so that a wrong row never takes the place of a right one. */
function inGroup(group: readonly SettlementRow[], candidates: readonly ExpectedRow[]): Finding[] {
  const free = candidates.toSorted(byEntry);
  const sorted = group.toSorted((one, other) => compare(one.id, other.id));
  const { rows, reversals } = withCaptureReversals(pricedRows(sorted, free));
  const [first] = free;
  const found: ComparedRow[] = [];
  if (first !== undefined)
    for (const row of reversals) found.push({ outcome: 'matched', ...alone(row), expected: first });
  let left = rows;
  const pass = (outcome: 'matched' | 'amount_differs', fits: (one: ReportedRow, wanted: ExpectedRow) => boolean) => {
    left = left.filter((one) => {
      const at = free.findIndex((wanted) => fits(one, wanted));
      const [taken] = at < 0 ? [] : free.splice(at, 1);
      if (taken !== undefined) found.push({ outcome, ...one, expected: taken });
      return taken === undefined;
    });
  };
  pass('matched', (one, wanted) => one.row.refundId !== undefined && hasItsId(one, wanted) && isSame(one, wanted));
  pass('matched', (one, wanted) => one.row.refundId === undefined && isSame(one, wanted));
  pass('amount_differs', hasItsId);
  const unmatched = left.map((one): Finding => {
    const known = candidates.find((wanted) => hasItsId(one, wanted));
    if (known === undefined) return { outcome: 'unknown_to_us', ...one, expected: undefined };
    return { outcome: 'duplicate', ...one, expected: known };
  });
  return [...found.map((one) => (hasOtherFee(one) ? { ...one, outcome: 'fee_differs' as const } : one)), ...unmatched];
}

const hasItsId = ({ row }: ReportedRow, { refundId }: ExpectedRow): boolean =>
  row.refundId === undefined || row.refundId === refundId;

const isSame = ({ reported: { amount } }: ReportedRow, { amount: wanted }: ExpectedRow): boolean =>
  amount.minor === wanted.minor && amount.currency === wanted.currency;

/** Whether a row that matches its event has another fee than this, if the event has one. Reversals may take a part of the fee back. */
function hasOtherFee({ outcome, row, reported: { feeMinor, settled }, expected: { fee } }: ComparedRow): boolean {
  if (outcome !== 'matched' || row.kind === 'capture_reversal' || fee === undefined) return false;
  return feeMinor !== fee.minor || settled.currency !== fee.currency;
}

const alone = (row: PricedRow): ReportedRow => ({ row, reported: row });

/**
 * A partial capture is reported as a charge of the whole amount and a reversal of the rest: their sum is what was captured. Only
 * the comparison takes the sum. Each row is posted as it came, so that the books do not depend on which came first. A reversal in
 * another currency than its charge has no sum with it, and is compared alone.
 */
function withCaptureReversals(sorted: readonly PricedRow[]) {
  const [first, ...others] = sorted.filter(({ kind }) => kind !== 'capture_reversal');
  const isOfFirst = ({ kind, amount, settled }: PricedRow) =>
    kind === 'capture_reversal' &&
    amount.currency === first?.amount.currency &&
    settled.currency === first.settled.currency;
  const reversals = sorted.filter(isOfFirst);
  if (first === undefined || reversals.length === 0) return { rows: sorted.map(alone), reversals: [] };
  const reported = {
    amount: reversals.map(({ amount }) => amount).reduce(plus, first.amount),
    settled: reversals.map(({ settled }) => settled).reduce(plus, first.settled),
    feeMinor: reversals.reduce((minor, row) => minor + row.feeMinor, first.feeMinor),
  };
  const rest = sorted.filter((row) => row.kind === 'capture_reversal' && !isOfFirst(row));
  return { rows: [{ row: first, reported }, ...[...others, ...rest].map(alone)], reversals };
}

const byEntry = (one: ExpectedRow, other: ExpectedRow): number => compare(one.entryId, other.entryId);

export const idOf = ({ row, expected }: Finding): string =>
  row === undefined ? `entry:${expected.entryId}` : `row:${row.id}`;

export const compare = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0);
