import * as z from 'zod/mini';
import { mayBecome } from '../../src/domain/status.ts';
import { type MarshalledItem, unmarshalled } from '../../src/store/item.ts';
import { PaymentItem } from '../../src/store/payment-item.ts';
import type { Column } from './payment-columns.ts';
import type { TableItem } from './payment-items.ts';

const Compared = z.pick(PaymentItem, {
  status: true,
  generation: true,
  amount_minor: true,
  currency: true,
  refunded_minor: true,
  refunds: true,
});
type ComparedItem = z.infer<typeof Compared>;

/**
 * The columns of a row that contradict the payment which is stored under its id. Whatever may have happened to that payment
 * after the row was written is no contradiction: a capture, a cancellation, a refund, a redaction, the next attempt of its order.
 */
export function differingColumns(row: TableItem, existing: MarshalledItem): readonly Column[] {
  const stored = Compared.safeParse(unmarshalled(existing));
  // An item that cannot be read has an alarm of its own (parked records).
  return stored.success ? columnsOf(Compared.parse(row), stored.data) : [];
}

function columnsOf(row: ComparedItem, stored: ComparedItem): readonly Column[] {
  // The next attempt of an order may have another amount.
  if (row.status === 'failed' && stored.generation > row.generation) return [];
  const differs = {
    amount: row.amount_minor !== stored.amount_minor,
    currency: row.currency !== stored.currency,
    status: row.status !== stored.status && !mayHaveBecome(row, stored),
    refunded_amount: row.refunded_minor > stored.refunded_minor && !hasReversedRefund(stored),
  } satisfies Partial<Record<Column, boolean>>;
  return (['amount', 'currency', 'status', 'refunded_amount'] as const).filter((column) => differs[column]);
}

/** Not for a failed payment: as its order's next attempt it has another generation. */
const mayHaveBecome = (row: ComparedItem, stored: ComparedItem): boolean =>
  row.status !== 'failed' && mayBecome[row.status].includes(stored.status);

/** It gave its amount back to what can be refunded. */
const hasReversedRefund = ({ refunds }: ComparedItem): boolean =>
  Object.values(refunds).some(({ status }) => status === 'reversed');
