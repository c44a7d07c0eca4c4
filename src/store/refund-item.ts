import * as z from 'zod';
import type { Refund } from '../domain/payment.ts';
import type { Item } from './dynamo.ts';

const minor = z.union([z.int().transform(BigInt), z.bigint()]);

/** An entry of a payment's `refunds` map. */
export const RefundItem = z.object({
  status: z.enum(['processing', 'completed', 'failed']),
  amount_minor: minor,
  fingerprint: z.string(),
  reason: z.string().optional(),
  created_at: z.string(),
  lease: z.object({ owner: z.string(), until: z.number() }).optional(),
  settled_by: z.string().optional(),
  settled_at: z.string().optional(),
  refunded_after: minor.optional(),
  refundable_after: minor.optional(),
});

export const refundOf = (id: string, row: z.output<typeof RefundItem>): Refund => ({
  id,
  status: row.status,
  amountMinor: row.amount_minor,
  fingerprint: row.fingerprint,
  reason: row.reason,
  createdAt: row.created_at,
  lease: row.lease,
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
});
