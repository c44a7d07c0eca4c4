import type { Money } from './money.ts';
import type { ExpectedRow, SettlementKind, SettlementRow } from './settlement.ts';

/** A row with the amount in the currency of its payment. `isDerived`: that of its event, because the report does not have it. */
export type PricedRow = SettlementRow & Readonly<{ isDerived: boolean }>;

/** Kinds for which a report may lack the amount in the currency of the payment. A charge or refund without it is a wrong one. */
const mayLackAmount: ReadonlySet<SettlementKind> = new Set([
  'capture_reversal',
  'refund_reversal',
  'dispute',
  'dispute_reversal',
] as const);

/**
 * The rows of one reference and kind, in the order of their ids as the events are. Stripe names the customer's amount of charges and
 * refunds alone: what it settled of another row is taken for the amount of the nearest event in time, each event once.
 */
export function pricedRows(rows: readonly SettlementRow[], candidates: readonly ExpectedRow[]): readonly PricedRow[] {
  const free = new Set(candidates);
  const derived = new Map<SettlementRow, Money>();
  for (const row of rows.toSorted((one, other) => Date.parse(one.at) - Date.parse(other.at))) {
    const fitting = [...free].filter((event) => isSettlementOf(row, event));
    const [event] = fitting.sort((one, other) => distance(row, one) - distance(row, other));
    const amount = event && amountOf(row, event);
    if (event === undefined || amount === undefined) continue;
    free.delete(event);
    derived.set(row, amount);
  }
  return rows.map((row) => ({ ...row, amount: derived.get(row) ?? row.amount, isDerived: derived.has(row) }));
}

function isSettlementOf(row: SettlementRow, event: ExpectedRow): boolean {
  const amount = amountOf(row, event);
  const isOther = row.refundId !== undefined && row.refundId !== event.refundId;
  if (amount === undefined || isOther || !mayLackAmount.has(row.kind)) return false;
  const isUnconverted = row.amount.currency === row.settled.currency && row.amount.currency !== amount.currency;
  return isUnconverted && row.settled.minor < 0n === amount.minor < 0n;
}

const amountOf = ({ kind }: SettlementRow, { amount, uncaptured }: ExpectedRow): Money | undefined =>
  kind === 'capture_reversal' ? uncaptured : amount;

const distance = (row: SettlementRow, event: ExpectedRow): number =>
  Math.abs(Date.parse(row.at) - Date.parse(event.at));
