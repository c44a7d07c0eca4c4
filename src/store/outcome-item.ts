import * as z from 'zod/mini';
import { failureCodes, type Outcome } from '../domain/payment.ts';
import { approvedStatuses } from '../domain/status.ts';
import { Minor } from './refund-item.ts';
import type { Item } from './wire.ts';

/** What was decided on a payment, and how much of an authorization was captured if that was less than all of it. */
export const OutcomeItem = z.discriminatedUnion('status', [
  z.object({
    status: z.enum(approvedStatuses),
    reference: z.string(),
    // In here because the indexes hold the outcome, and no deployed index can get another attribute.
    captured_minor: z.optional(Minor),
  }),
  z.object({
    status: z.literal('failed'),
    failure_code: z.enum(failureCodes),
    raw_code: z.optional(z.string()),
    paid_by: z.optional(z.string()),
  }),
]);

export const outcomeItem = (outcome: Outcome): Item =>
  outcome.status === 'failed'
    ? {
        status: outcome.status,
        failure_code: outcome.failureCode,
        raw_code: outcome.rawCode,
        paid_by: outcome.paidBy,
      }
    : { status: outcome.status, reference: outcome.reference };

export const capturedIn = (outcome: z.infer<typeof OutcomeItem> | undefined): bigint | undefined =>
  outcome === undefined || outcome.status === 'failed' ? undefined : outcome.captured_minor;

export function outcomeOf(row: z.infer<typeof OutcomeItem>): Outcome {
  if (row.status !== 'failed') return { status: row.status, reference: row.reference };
  return {
    status: row.status,
    failureCode: row.failure_code,
    ...(row.raw_code !== undefined && { rawCode: row.raw_code }),
    ...(row.paid_by !== undefined && { paidBy: row.paid_by }),
  };
}
