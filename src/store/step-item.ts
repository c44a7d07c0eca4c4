import * as z from 'zod/mini';
import { type PaymentStep, stepTypes } from '../domain/payment-step.ts';
import type { Item } from './item.ts';

const prefix = 'step#';

/** Steps are items among the events of their payment, so that one query reads both. */
export const isStepSort = (sort: unknown): boolean => String(sort).startsWith(prefix);

const StepItem = z.object({
  id: z.string(),
  type: z.enum(stepTypes),
  at: z.string(),
  order: z.string(),
  attempt: z.int(),
  refund_id: z.optional(z.string()),
  by: z.optional(z.string()),
  before: z.optional(z.object({ by: z.optional(z.string()), released: z.boolean() })),
});

export const stepItemOf = (step: PaymentStep): Item => ({
  id: step.paymentId,
  sort: `${prefix}${step.order}#${step.type}#${step.refundId ?? ''}`,
  type: step.type,
  at: step.at,
  order: step.order,
  attempt: step.attempt,
  refund_id: step.refundId,
  by: step.by,
  before: step.before,
});

export function stepOf(item: Item): PaymentStep {
  const { id, refund_id: refundId, by, before, ...rest } = StepItem.parse(item);
  return {
    ...rest,
    paymentId: id,
    refundId,
    by,
    before: before && { by: before.by, released: before.released },
  };
}
