import * as z from 'zod/mini';
import type { Refund } from '../domain/payment.ts';
import { refundStatuses } from '../domain/status.ts';
import type { Item } from './item.ts';
import { Minor } from './minor.ts';

/** An entry of a payment's `refunds` map. */
export const RefundItem = z.object({
  status: z.enum(refundStatuses),
  amount_minor: Minor,
  fingerprint: z.string(),
  reason: z.optional(z.string()),
  created_at: z.string(),
  lease: z.optional(z.object({ owner: z.string(), until: z.number() })),
  settled_by: z.optional(z.string()),
  answered_as: z.optional(z.literal('pending')),
  reversed_at: z.optional(z.string()),
  attempt: z.optional(z.int()),
  key_since: z.optional(z.string()),
  settled_at: z.optional(z.string()),
  refunded_after: z.optional(Minor),
  refundable_after: z.optional(Minor),
});

export const refundOf = (id: string, row: z.output<typeof RefundItem>): Refund => ({
  id,
  status: row.status,
  amountMinor: row.amount_minor,
  fingerprint: row.fingerprint,
  reason: row.reason,
  createdAt: row.created_at,
  lease: row.lease,
  answeredAs: row.answered_as,
  reversedAt: row.reversed_at,
  attempt: row.attempt ?? 0,
  keySince: row.key_since,
  settledBy: row.settled_by,
  settledAt: row.settled_at,
  refundedAfterMinor: row.refunded_after,
  refundableAfterMinor: row.refundable_after,
});

/** The entry of a refund that is begun. */
export const refundItemOf = (refund: Refund): Item => ({
  status: refund.status,
  amount_minor: refund.amountMinor,
  fingerprint: refund.fingerprint,
  reason: refund.reason,
  created_at: refund.createdAt,
  lease: refund.lease && { owner: refund.lease.owner, until: refund.lease.until },
  answered_as: refund.answeredAs,
  reversed_at: refund.reversedAt,
  attempt: refund.attempt || undefined,
  key_since: refund.keySince,
});

/** The entry of a refund that is decided. */
export const settledRefundItemOf = (refund: Refund): Item => ({
  ...refundItemOf(refund),
  settled_by: refund.settledBy,
  settled_at: refund.settledAt,
  refunded_after: refund.refundedAfterMinor,
  refundable_after: refund.refundableAfterMinor,
});
