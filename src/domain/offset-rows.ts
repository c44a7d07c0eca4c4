import type { SettlementRow } from './settlement.ts';

/**
 * Pairs of a refund and its failure that no event tells of, by the ids of both rows: a refund that failed while it waited never
 * moved money in the books, but its processor reports that it took the amount and gave it back.
 */
export function offsetsIn(
  unknown: readonly SettlementRow[],
  referenceOf: (row: SettlementRow) => string | undefined,
): ReadonlyMap<string, string> {
  const byId = (one: SettlementRow, other: SettlementRow) => (one.id < other.id ? -1 : 1);
  const refunds = unknown.filter(({ kind }) => kind === 'refund').sort(byId);
  const failures = unknown.filter(({ kind }) => kind === 'refund_reversal').sort(byId);
  const partners = new Map<string, string>();
  const hasItsId = (one: SettlementRow, other: SettlementRow) =>
    one.refundId !== undefined && one.refundId === other.refundId;
  const mayBeOfIt = (one: SettlementRow, other: SettlementRow) =>
    (one.refundId === undefined || other.refundId === undefined) &&
    referenceOf(one) !== undefined &&
    referenceOf(one) === referenceOf(other);
  // A report may have the id in one of the rows alone. Rows that both have it come first.
  for (const fits of [hasItsId, mayBeOfIt]) {
    for (const refund of refunds) {
      const isFree = ({ id }: SettlementRow) => !partners.has(id) && !partners.has(refund.id);
      const failure = failures.find((row) => isFree(row) && fits(refund, row) && isZero(refund, row));
      if (failure !== undefined) partners.set(refund.id, failure.id).set(failure.id, refund.id);
    }
  }
  return partners;
}

/** Whether the processor owes after both rows what it owed before. */
const isZero = (one: SettlementRow, other: SettlementRow): boolean =>
  one.settled.currency === other.settled.currency &&
  one.settled.minor + other.settled.minor === 0n &&
  one.feeMinor + other.feeMinor === 0n;
