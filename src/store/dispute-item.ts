import * as z from 'zod/mini';
import type { Dispute, Disputes } from '../domain/dispute.ts';
import { OptionalFlag, OptionalText, Text } from './attributes.ts';
import { CurrencyCode } from './currency-code.ts';
import type { Item } from './item.ts';
import { Minor } from './minor.ts';

const Common = {
  amount_minor: Minor,
  currency: CurrencyCode,
  reason: OptionalText,
  evidence_due_by: OptionalText,
  opened_at: Text,
  escalated: OptionalFlag,
};

/** An entry of a payment's `disputes` map: what it must have in each state. Lazy, because most payments have none. */
export const DisputeItem = z.lazy(() =>
  z.discriminatedUnion('status', [
    z.object({ ...Common, status: z.enum(['inquiry', 'open']) }),
    z.object({ ...Common, status: z.enum(['won', 'lost']), closed_at: Text }),
  ]),
);

export function disputeOf(id: string, row: z.output<typeof DisputeItem>): Dispute {
  const common = {
    id,
    amount: { minor: row.amount_minor, currency: row.currency },
    reason: row.reason,
    evidenceDueBy: row.evidence_due_by,
    openedAt: row.opened_at,
    escalated: row.escalated ?? false,
  };
  return 'closed_at' in row
    ? { ...common, status: row.status, closedAt: row.closed_at }
    : { ...common, status: row.status };
}

export const disputeItemOf = (dispute: Dispute): Item => ({
  status: dispute.status,
  amount_minor: dispute.amount.minor,
  currency: dispute.amount.currency,
  reason: dispute.reason,
  evidence_due_by: dispute.evidenceDueBy,
  opened_at: dispute.openedAt,
  closed_at: dispute.closedAt,
  escalated: dispute.escalated || undefined,
});

/** Undefined for a payment without disputes, which has no such attribute. */
export function disputesItem(disputes: Disputes): Item | undefined {
  const entries = Object.entries(disputes);
  if (entries.length === 0) return undefined;
  return Object.fromEntries(entries.map(([id, dispute]) => [id, disputeItemOf(dispute)]));
}
