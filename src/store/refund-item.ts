import * as z from 'zod/mini';
import type { Refund } from '../domain/refund-states.ts';
import { OptionalText, OptionalWhole, Text } from './attributes.ts';
import type { Item } from './item.ts';
import { LeaseItem, leaseItem } from './lease-item.ts';
import { Minor, OptionalMinor } from './minor.ts';

const Common = {
  amount_minor: Minor,
  fingerprint: Text,
  reason: OptionalText,
  created_at: Text,
  attempt: OptionalWhole,
  reference: OptionalText,
  external_reference: OptionalText,
};
const Answer = { settled_by: Text, refunded_after: OptionalMinor, refundable_after: OptionalMinor };

/**
 * An entry of a payment's `refunds` map: what it must have in each state. States before may have left more in it. Lazy,
 * because most payments have none (docs/decisions/0464).
 */
export const RefundItem = z.lazy(() => {
  const Settlement = { ...Answer, settled_at: Text, answered_as: z.optional(z.literal('pending')) };
  return z.discriminatedUnion('status', [
    z.object({
      ...Common,
      status: z.literal('processing'),
      lease: LeaseItem,
      key_since: OptionalText,
    }),
    z.object({ ...Common, ...Answer, status: z.literal('pending') }),
    z.object({ ...Common, ...Settlement, status: z.enum(['completed', 'failed']) }),
    z.object({ ...Common, ...Settlement, status: z.literal('reversed'), reversed_at: Text }),
  ]);
});

export function refundOf(id: string, row: z.output<typeof RefundItem>): Refund {
  const common = {
    id,
    amountMinor: row.amount_minor,
    fingerprint: row.fingerprint,
    reason: row.reason,
    createdAt: row.created_at,
    attempt: row.attempt ?? 0,
    reference: row.reference,
    externalReference: row.external_reference,
  };
  if (row.status === 'processing') {
    return { ...common, status: row.status, lease: row.lease, keySince: row.key_since };
  }
  const answer = {
    ...common,
    settledBy: row.settled_by,
    refundedAfterMinor: row.refunded_after,
    refundableAfterMinor: row.refundable_after,
  };
  if (row.status === 'pending') return { ...answer, status: row.status };
  const settlement = { ...answer, settledAt: row.settled_at, answeredAs: row.answered_as };
  if (row.status === 'reversed') return { ...settlement, status: row.status, reversedAt: row.reversed_at };
  return { ...settlement, status: row.status };
}

/** The entry of a refund that is begun. */
export const refundItemOf = (refund: Refund): Item => ({
  status: refund.status,
  amount_minor: refund.amountMinor,
  fingerprint: refund.fingerprint,
  reason: refund.reason,
  created_at: refund.createdAt,
  lease: refund.lease && leaseItem(refund.lease),
  answered_as: refund.answeredAs,
  reversed_at: refund.reversedAt,
  attempt: refund.attempt || undefined,
  key_since: refund.keySince,
  reference: refund.reference,
  external_reference: refund.externalReference,
});

/** The entry of a refund that is decided. Once a pending one is over, replays still show that it was answered as pending. */
export const settledRefundItemOf = (refund: Refund): Item => ({
  ...refundItemOf(refund),
  answered_as: refund.status === 'pending' ? refund.status : refund.answeredAs,
  settled_by: refund.settledBy,
  settled_at: refund.settledAt,
  refunded_after: refund.refundedAfterMinor,
  refundable_after: refund.refundableAfterMinor,
});
