import * as z from 'zod/mini';
import type { EventKind } from '../projections/events.ts';
import { exactJson } from './exact-json.ts';

/** The events that are sent to the notification service of the stage. */
const kinds: readonly EventKind[] = [
  'payment.completed',
  'payment.failed',
  'payment.captured',
  'payment.cancelled',
  'refund.completed',
  'refund.failed',
  'refund.reversed',
  'dispute.opened',
  'dispute.won',
  'dispute.lost',
];

export const isNotified = (type: string): boolean => kinds.some((kind) => kind === type);

/** Numbers are kept as their digits, which are objects here. */
const EventBody = z.object({
  type: z.string(),
  timestamp: z.string(),
  data: z.object({
    event_id: z.string(),
    payment_id: z.unknown(),
    order_id: z.unknown(),
    trip_id: z.unknown(),
    customer_id: z.unknown(),
    refund_id: z.nullable(z.string()),
    dispute_id: z.optional(z.nullable(z.string())),
    evidence_due_by: z.optional(z.nullable(z.string())),
    reference: z.nullable(z.string()),
    amount: z.unknown(),
    currency: z.string(),
    status: z.string(),
    failure_code: z.nullable(z.string()),
  }),
});

/**
 * The notification of an event, in the form that the notification service has always received, made of the body of its
 * webhook. Members that came later stand at the end, and only where they say something.
 */
export function presentNotification(eventBody: string): string {
  const { type, timestamp, data } = EventBody.parse(exactJson(eventBody));
  const { event_id, payment_id, trip_id, refund_id, amount, currency, status, ...later } = data;
  const said = Object.entries(later).filter(([, value]) => value !== null && value !== undefined);
  return JSON.stringify({
    event_id,
    type,
    payment_id,
    trip_id,
    ...(refund_id !== null && { refund_id }),
    amount,
    currency,
    status,
    created_at: timestamp,
    ...Object.fromEntries(said),
  });
}
