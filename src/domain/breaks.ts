import type { Money } from './money.ts';
import { compare, dayMs, type Finding, idOf } from './reconciliation.ts';
import type { SettlementKind } from './settlement.ts';

export const breakOutcomes = [
  'amount_differs',
  'fee_differs',
  'unknown_to_us',
  'duplicate',
  'missing_at_processor',
] as const satisfies readonly Finding['outcome'][];
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

const isBreakOutcome = (outcome: Finding['outcome']): outcome is BreakOutcome =>
  breakOutcomes.some((one) => one === outcome);

/** The findings that a person has to look at, oldest first. */
export function breaksIn(findings: readonly Finding[], now: number): Break[] {
  const breaks = findings.flatMap((finding) => {
    const { outcome, row, expected } = finding;
    if (!isBreakOutcome(outcome)) return [];
    const { reference, kind, at: since } = row ?? expected;
    const ours = outcome === 'duplicate' ? [] : owedBy(expected?.amount, expected?.fee);
    const ageDays = Math.max(0, Math.floor((now - Date.parse(since)) / dayMs));
    const left = difference(ours, reportedIn(finding));
    return [{ id: idOf(finding), outcome, reference, kind, difference: left, since, ageDays }];
  });
  return breaks.sort((one, other) => compare(one.since, other.since) || compare(one.id, other.id));
}

/** Amounts in the report that the entries of its row do not account for. */
function reportedIn(finding: Finding): readonly Money[] {
  if (!('reported' in finding)) return [];
  const { settled, amount, feeMinor } = finding.reported;
  const fee = { minor: feeMinor, currency: settled.currency };
  // Nothing is posted for an unknown row, neither its fee nor its conversion: the payout takes what was settled.
  if (finding.outcome === 'unknown_to_us') return owedBy(settled, fee);
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
