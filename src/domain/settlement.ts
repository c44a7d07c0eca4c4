import type { Currency } from './currency.ts';
import { type Line, mergedLines, move } from './ledger.ts';
import type { Money } from './money.ts';

/**
 * The subject of a row of a processor's settlement report. `capture_reversal` takes the uncaptured part back from a charge that
 * was first reported as a whole. `other` is for everything that the ledger has no account for.
 */
export const settlementKinds = [
  'charge',
  'capture_reversal',
  'refund',
  'refund_reversal',
  'dispute',
  'dispute_reversal',
  'fee',
  'payout',
  'other',
] as const;
export type SettlementKind = (typeof settlementKinds)[number];

/** Kinds that an event of ours must account for. */
type ExpectedKind = 'charge' | 'refund' | 'refund_reversal' | 'dispute' | 'dispute_reversal';

/** A row of a settlement report. Amounts are signed: positive is what the processor owes us more. */
export type SettlementRow = Readonly<{
  /** The processor's own id of the row. */
  id: string;
  kind: SettlementKind;
  /** The payment's reference, as the processor was given it or gave it. */
  reference: string | undefined;
  /** Our id of a refund, if the report has it. */
  refundId: string | undefined;
  /** In the currency of the payment, or as `settled` if the report does not have that. */
  amount: Money;
  /** The same in the currency of the payout: differs only if the processor converts. */
  settled: Money;
  /** Withheld, in the currency of the payout. */
  feeMinor: bigint;
  at: string;
  payoutId: string | undefined;
}>;

/** A row that the processor's report must have, by an event of ours. */
export type ExpectedRow = Readonly<{
  entryId: string;
  kind: ExpectedKind;
  reference: string;
  /** The payment's other name in reports, if it has one. */
  intentId: string | undefined;
  refundId: string | undefined;
  amount: Money;
  /** The rest of an authorization of which a capture took a part, negative: what a report takes back from its charge. */
  uncaptured: Money | undefined;
  at: string;
  /** Fee that is in the event, and so in the books. */
  fee: Money | undefined;
}>;

/** Lines for what only the report tells: fees, payouts, and conversions, which pass through clearing. */
export function linesOfRow({ kind, amount, settled, feeMinor }: SettlementRow, isFeeKnown: boolean): Line[] {
  const { currency } = settled;
  const fee = isFeeKnown ? 0n : feeMinor;
  return mergedLines([
    ...move('processor_receivable', 'fees', { minor: fee, currency }),
    ...(kind === 'fee' ? move('processor_receivable', 'fees', negative(settled)) : []),
    ...(kind === 'payout' ? move('processor_receivable', 'payouts', negative(settled)) : []),
    ...conversionOf({ amount, settled }),
  ]);
}

/** Lines for an amount that was settled in another currency; none if it was not. */
export const conversionOf = ({ amount, settled }: Pick<SettlementRow, 'amount' | 'settled'>): Line[] =>
  amount.currency === settled.currency
    ? []
    : [...move('processor_receivable', 'clearing', amount), ...move('clearing', 'processor_receivable', settled)];

const negative = ({ minor, currency }: Money): Money => ({ minor: -minor, currency });

/** The entry of a row: its id derives from the row's, so that a row is posted once. */
export const entryIdOfRow = (processor: string, rowId: string): string => `settlement:${processor}:${rowId}`;

/** The entry of a conversion that the row alone does not tell. Earlier releases posted the fee of such a row without it. */
export const conversionIdOfRow = (processor: string, rowId: string): string => `conversion:${processor}:${rowId}`;

type ExpectedEvent = Readonly<{
  id: string;
  type: string;
  at: string;
  reference: string | undefined;
  intentId: string | undefined;
  refundId: string | undefined;
  lines: readonly Line[];
}>;

const expectedKinds: Readonly<Record<string, ExpectedKind>> = {
  'payment.completed': 'charge',
  'payment.captured': 'charge',
  'refund.completed': 'refund',
  'refund.reversed': 'refund_reversal',
  'dispute.opened': 'dispute',
  'dispute.won': 'dispute_reversal',
};

/** The row that an event lets us expect in a report; undefined for an event that the processor's balance does not show. */
export function expectedRow({ id, type, at, lines, ...named }: ExpectedEvent): ExpectedRow | undefined {
  const kind = expectedKinds[type];
  const { reference, intentId, refundId } = named;
  if (kind === undefined || reference === undefined) return undefined;
  const amount = receivableBeforeFees(lines);
  if (amount === undefined) return undefined;
  const uncaptured = uncapturedIn(lines, amount);
  return { entryId: id, kind, reference, intentId, refundId, amount, uncaptured, at, fee: feeIn(lines) };
}

/** A capture releases the whole authorization, and takes what it takes. */
function uncapturedIn(lines: readonly Line[], { minor, currency }: Money): Money | undefined {
  const [, , released = minor] = lines.find(([account]) => account === 'pending_sales') ?? [];
  return released === minor ? undefined : { minor: minor - released, currency };
}

function feeIn(lines: readonly Line[]): Money | undefined {
  const [, currency, minor] = lines.find(([account]) => account === 'fees') ?? [];
  return currency === undefined || minor === undefined ? undefined : { minor, currency };
}

function receivableBeforeFees(lines: readonly Line[]): Money | undefined {
  const moved = lines.find(([account]) => account === 'sales' || account === 'refunds' || account === 'disputes');
  if (moved === undefined) return undefined;
  const [, currency, minor] = moved;
  return { minor: -minor, currency: currency satisfies Currency };
}
