import type { Money } from './money.ts';
import { compare, dayMs, type Finding, idOf } from './reconciliation.ts';
import type { SettlementKind } from './settlement.ts';

export const breakOutcomes = [
  'amount_differs',
  'fee_differs',
  'unknown_to_us',
  'duplicate',
  'missing_at_processor',
  'corrected_and_matched',
] as const satisfies readonly (Finding['outcome'] | 'corrected_and_matched')[];
type BreakOutcome = (typeof breakOutcomes)[number];

/** A finding that a person has to look at. */
export type Break = Readonly<{
  /** `row:<row id>` or `entry:<entry id>`, after `corrected:` if that was resolved by a correction which is wrong now. */
  id: string;
  outcome: BreakOutcome;
  reference: string | undefined;
  kind: SettlementKind;
  /**
   * The amount in our books less the one in the report: left in the receivable because of this break. Empty if that is what a
   * correction posted.
   */
  difference: readonly Money[];
  since: string;
  ageDays: number;
}>;

const isBreakOutcome = (outcome: Finding['outcome']): outcome is Finding['outcome'] & BreakOutcome =>
  breakOutcomes.some((one) => one === outcome);

/** The findings that a person has to look at, oldest first. */
export function breaksIn(findings: readonly Finding[], now: number): Break[] {
  const breaks = findings.flatMap((finding) => {
    const { outcome, row, expected } = finding;
    if (!isBreakOutcome(outcome)) return [];
    const ours = outcome === 'duplicate' ? [] : owedBy(expected?.amount, expected?.fee);
    const left = difference(ours, reportedIn(finding));
    return [{ id: idOf(finding), outcome, difference: left, ...subjectOf(row ?? expected, now) }];
  });
  return breaks.sort(oldestFirst);
}

const correctedPrefix = 'corrected:';

/** The break that a correction resolved, by the id of a break `corrected_and_matched`; undefined for the id of another one. */
export const resolvedBreakOf = (id: string): string | undefined =>
  id.startsWith(correctedPrefix) ? id.slice(correctedPrefix.length) : undefined;

/** A break that is there only if a correction resolved another one. */
export type ConditionalBreak = Readonly<{ ifResolved: string; break: Break }>;

/**
 * The breaks that corrections bring about. Both sides of what was resolved are there by now, so the books have the amount twice, from
 * the event and from the correction. And a row no longer offsets another one that was resolved alone.
 */
export function breaksAfterCorrections(findings: readonly Finding[], now: number): readonly ConditionalBreak[] {
  const found = findings.flatMap((finding): ConditionalBreak[] => {
    const { outcome, row, expected } = finding;
    const entry = expected && corrected(`entry:${expected.entryId}`, subjectOf(expected, now));
    switch (outcome) {
      case 'matched':
        return [corrected(`row:${row.id}`, subjectOf(row, now)), ...(entry ? [entry] : [])];
      case 'amount_differs':
      case 'fee_differs':
        return entry ? [entry] : [];
      case 'offset': {
        const rest = { difference: difference([], reportedIn(finding)), ...subjectOf(row, now) };
        return [
          { ifResolved: `row:${finding.partner}`, break: { id: idOf(finding), outcome: 'unknown_to_us', ...rest } },
        ];
      }
      default:
        return [];
    }
  });
  return [...new Map(found.map((one) => [one.break.id, one])).values()];
}

const corrected = (id: string, subject: ReturnType<typeof subjectOf>): ConditionalBreak => ({
  ifResolved: id,
  break: { id: `${correctedPrefix}${id}`, outcome: 'corrected_and_matched', difference: [], ...subject },
});

export const oldestFirst = (one: Break, other: Break): number =>
  compare(one.since, other.since) || compare(one.id, other.id);

function subjectOf({ reference, kind, at: since }: Subject, now: number) {
  return { reference, kind, since, ageDays: Math.max(0, Math.floor((now - Date.parse(since)) / dayMs)) };
}
type Subject = Readonly<{ reference: string | undefined; kind: SettlementKind; at: string }>;

/** Amounts in the report that the entries of its row do not account for. */
function reportedIn(finding: Finding): readonly Money[] {
  if (!('reported' in finding)) return [];
  const { settled, amount, feeMinor } = finding.reported;
  const fee = { minor: feeMinor, currency: settled.currency };
  // Nothing is posted for an unknown row, neither its fee nor its conversion: the payout takes what was settled.
  if (finding.outcome === 'unknown_to_us' || finding.outcome === 'offset') return owedBy(settled, fee);
  // A fee that no event has is posted by its row, so it leaves no difference.
  return owedBy(amount, finding.expected.fee && fee);
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
