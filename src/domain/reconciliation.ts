import type { Money } from './money.ts';
import type { ExpectedRow, SettlementKind, SettlementRow } from './settlement.ts';

/**
 * The result for a row or for an expectation. Everything but `matched`, `posted` and `expected` is a break:
 *
 * - `matched`: reference, kind, amount and currency agree. `posted`: a fee or payout, which no event announces.
 * - `amount_differs`: reference and kind agree, the amount does not. `fee_differs`: nor does the fee that the event has.
 * - `unknown_to_us`: no event has this reference and kind.
 * - `duplicate`: another row already accounts for the event.
 * - `expected`: no row yet, and not overdue. `missing_at_processor`: overdue.
 */
export type Finding =
  | Readonly<{
      outcome: 'matched' | 'amount_differs' | 'fee_differs' | 'duplicate';
      row: SettlementRow;
      expected: ExpectedRow;
    }>
  | Readonly<{ outcome: 'posted' | 'unknown_to_us'; row: SettlementRow; expected: undefined }>
  | Readonly<{ outcome: 'expected' | 'missing_at_processor'; row: undefined; expected: ExpectedRow }>;
type RowOutcome = Finding['outcome'];

export const breakOutcomes = [
  'amount_differs',
  'fee_differs',
  'unknown_to_us',
  'duplicate',
  'missing_at_processor',
] as const;
type BreakOutcome = (typeof breakOutcomes)[number];

/** A finding that a person has to look at. */
export type Break = Readonly<{
  /** `row:<row id>` or `entry:<entry id>`. */
  id: string;
  outcome: BreakOutcome;
  reference: string | undefined;
  kind: SettlementKind;
  /** The amount in our books less the one in the report: left in the receivable because of this break. */
  difference: readonly Money[];
  since: string;
  ageDays: number;
}>;

type Deadline = Readonly<{ now: number; missingAfterDays: number }>;

const dayMs = 86_400_000;

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
  const keyOfRow = ({ kind, reference, refundId }: SettlementRow) =>
    `${kind === 'capture_reversal' ? 'charge' : kind}#${reference ?? referenceOfRefund.get(refundId ?? '')}`;
  const expectedByKey = Map.groupBy(expected, ({ kind, reference }) => `${kind}#${reference}`);
  const isPosted = ({ kind }: SettlementRow) => kind === 'fee' || kind === 'payout';
  const [posted, compared] = [rows.filter(isPosted), rows.filter((row) => !isPosted(row))];
  const rowsByKey = Map.groupBy(compared, keyOfRow);
  const found: Finding[] = posted.map((row) => ({ outcome: 'posted', row, expected: undefined }));
  for (const [key, group] of rowsByKey) found.push(...inGroup(group, expectedByKey.get(key) ?? []));
  const accounted = new Set(found.map((one) => one.expected?.entryId));
  for (const one of expected) {
    if (accounted.has(one.entryId)) continue;
    const isOverdue = now - Date.parse(one.at) > missingAfterDays * dayMs;
    found.push({ outcome: isOverdue ? 'missing_at_processor' : 'expected', row: undefined, expected: one });
  }
  return found.sort((one, other) => compare(idOf(one), idOf(other)));
}

/** Matches the rows of one reference and kind: exact ones first, so that a wrong row never takes the place of a right one. */
function inGroup(group: readonly SettlementRow[], candidates: readonly ExpectedRow[]): Finding[] {
  const { rows, reversals } = withCaptureReversals(group.toSorted((one, other) => compare(one.id, other.id)));
  const free = candidates.toSorted((one, other) => compare(one.entryId, other.entryId));
  const [first] = free;
  const found: Finding[] = [];
  if (first !== undefined) for (const row of reversals) found.push({ outcome: 'matched', row, expected: first });
  let left = rows;
  const pass = (outcome: 'matched' | 'amount_differs', fits: (row: SettlementRow, one: ExpectedRow) => boolean) => {
    left = left.filter((row) => {
      const at = free.findIndex((one) => fits(row, one));
      const [taken] = at < 0 ? [] : free.splice(at, 1);
      if (taken !== undefined) found.push({ outcome, row, expected: taken });
      return taken === undefined;
    });
  };
  pass('matched', (row, one) => row.refundId !== undefined && row.refundId === one.refundId && isSame(row, one));
  pass('matched', (row, one) => row.refundId === undefined && isSame(row, one));
  pass('amount_differs', (row, one) => row.refundId === undefined || row.refundId === one.refundId);
  for (const [index, one] of found.entries())
    if (hasOtherFee(one, reversals)) found[index] = { ...one, outcome: 'fee_differs' };
  for (const row of left) {
    const known = candidates.find((one) => row.refundId === undefined || row.refundId === one.refundId);
    if (known === undefined) found.push({ outcome: 'unknown_to_us', row, expected: undefined });
    else found.push({ outcome: 'duplicate', row, expected: known });
  }
  return found;
}

type Compared = Exclude<Finding, Readonly<{ expected: undefined } | { row: undefined }>>;

/** Whether a row that matches its event has another fee than this, if the event has one. Reversals may take a part of the fee back. */
function hasOtherFee(finding: Finding, reversals: readonly SettlementRow[]): finding is Compared {
  const { outcome, row, expected } = finding;
  if (outcome !== 'matched' || row.kind === 'capture_reversal' || expected.fee === undefined) return false;
  const minor = reversals.reduce((sum, { feeMinor }) => sum + feeMinor, row.feeMinor);
  return minor !== expected.fee.minor || row.settled.currency !== expected.fee.currency;
}

const isSame = ({ amount }: SettlementRow, { amount: wanted }: ExpectedRow): boolean =>
  amount.minor === wanted.minor && amount.currency === wanted.currency;

/** A partial capture is reported as a charge of the whole amount and a reversal of the rest: their sum is what was captured. */
function withCaptureReversals(sorted: readonly SettlementRow[]) {
  const reversals = sorted.filter(({ kind }) => kind === 'capture_reversal');
  const [first, ...others] = sorted.filter(({ kind }) => kind !== 'capture_reversal');
  if (first === undefined || reversals.length === 0) return { rows: sorted, reversals: [] };
  const minor = reversals.reduce((sum, { amount }) => sum + amount.minor, first.amount.minor);
  return { rows: [{ ...first, amount: { ...first.amount, minor } }, ...others], reversals };
}

const idOf = ({ row, expected }: Finding): string =>
  row === undefined ? `entry:${expected.entryId}` : `row:${row.id}`;

const compare = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0);

const isBreakOutcome = (outcome: RowOutcome): outcome is BreakOutcome => breakOutcomes.some((one) => one === outcome);

/** The findings that a person has to look at, oldest first. */
export function breaksIn(findings: readonly Finding[], now: number): Break[] {
  const breaks = findings.flatMap((finding) => {
    const { outcome, row, expected } = finding;
    if (!isBreakOutcome(outcome)) return [];
    const { reference, kind, at: since } = row ?? expected;
    const ours = outcome === 'duplicate' ? [] : owedBy(expected?.amount, expected?.fee);
    // A fee that no event has is posted by its row, so it leaves no difference.
    const fee = row && expected?.fee && { minor: row.feeMinor, currency: row.settled.currency };
    const theirs = owedBy(row?.amount, fee);
    const ageDays = Math.max(0, Math.floor((now - Date.parse(since)) / dayMs));
    return [{ id: idOf(finding), outcome, reference, kind, difference: difference(ours, theirs), since, ageDays }];
  });
  return breaks.sort((one, other) => compare(one.since, other.since) || compare(one.id, other.id));
}

/** Amounts that the processor owes us: an amount less a fee, which may be in another currency. */
const owedBy = (amount: Money | undefined, fee: Money | undefined): readonly Money[] => [
  ...(amount === undefined ? [] : [amount]),
  ...(fee === undefined ? [] : [{ ...fee, minor: -fee.minor }]),
];

function difference(ours: readonly Money[], theirs: readonly Money[]): Money[] {
  const sums = new Map<Money['currency'], bigint>();
  for (const { currency, minor } of ours) sums.set(currency, (sums.get(currency) ?? 0n) + minor);
  for (const { currency, minor } of theirs) sums.set(currency, (sums.get(currency) ?? 0n) - minor);
  return [...sums].filter(([, minor]) => minor !== 0n).map(([currency, minor]) => ({ currency, minor }));
}
