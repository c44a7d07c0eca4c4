import * as z from 'zod/mini';
import { type Currency, isCurrency } from '../../src/domain/currency.ts';
import { type SettlementRow, settlementKinds } from '../../src/domain/settlement.ts';
import type { Item } from '../../src/store/item.ts';
import { Minor } from '../../src/store/minor.ts';

/** The rows of a processor's reports are kept in the events table, one item each, and never change. */
const prefixOf = (processor: string): string => `row#${processor}#`;

const Code = z.string().check(z.refine(isCurrency));

const RowItem = z.object({
  id: z.string(),
  kind: z.enum(settlementKinds),
  reference: z.optional(z.string()),
  refund_id: z.optional(z.string()),
  currency: Code,
  minor: Minor,
  settled_currency: Code,
  settled_minor: Minor,
  fee_minor: Minor,
  at: z.string(),
  payout_id: z.optional(z.string()),
});

export const settlementItemOf = (processor: string, row: SettlementRow): Item => ({
  id: `${prefixOf(processor)}${row.id}`,
  sort: 'row',
  kind: row.kind,
  reference: row.reference,
  refund_id: row.refundId,
  currency: row.amount.currency,
  minor: row.amount.minor,
  settled_currency: row.settled.currency,
  settled_minor: row.settled.minor,
  fee_minor: row.feeMinor,
  at: row.at,
  payout_id: row.payoutId,
});

/** The row in an item; undefined for an item that is no row of this processor. */
export function settlementRowOf(processor: string, item: Item): SettlementRow | undefined {
  const prefix = prefixOf(processor);
  if (!String(item.id).startsWith(prefix)) return undefined;
  const row = RowItem.parse(item);
  return {
    id: row.id.slice(prefix.length),
    kind: row.kind,
    reference: row.reference,
    refundId: row.refund_id,
    amount: { minor: row.minor, currency: row.currency as Currency },
    settled: { minor: row.settled_minor, currency: row.settled_currency as Currency },
    feeMinor: row.fee_minor,
    at: row.at,
    payoutId: row.payout_id,
  };
}
