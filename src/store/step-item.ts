import * as z from 'zod/mini';
import { type PaymentStep, stepTypes } from '../domain/payment-step.ts';
import { ActorItem, actorItem, actorOf } from './actor-item.ts';
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
  by: z.optional(ActorItem),
  before: z.optional(z.object({ by: z.optional(ActorItem), released: z.boolean() })),
});

export const stepItemOf = (step: PaymentStep): Item => ({
  id: step.paymentId,
  sort: `${prefix}${step.order}#${step.type}#${step.refundId ?? ''}`,
  type: step.type,
  at: step.at,
  order: step.order,
  attempt: step.attempt,
  refund_id: step.refundId,
  by: step.by && actorItem(step.by),
  before: step.before && { by: step.before.by && actorItem(step.before.by), released: step.before.released },
});

export function stepOf(item: Item): PaymentStep {
  const { id, refund_id: refundId, by, before, ...rest } = StepItem.parse(item);
  return {
    ...rest,
    paymentId: id,
    refundId,
    by: by && actorOf(by),
    before: before && { by: before.by && actorOf(before.by), released: before.released },
  };
}
