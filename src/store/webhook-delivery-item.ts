import * as z from 'zod/mini';
import type { Delivery, DeliveryState, ReceiverAnswer } from '../domain/webhook-delivery.ts';
import type { Item } from './item.ts';

const DeliveryItem = z.object({
  event_id: z.string(),
  type: z.string(),
  at: z.string(),
  status: z.enum(['delivered', 'pending', 'dead']),
  due_at: z.optional(z.string()),
  reason: z.optional(z.enum(['exhausted', 'gone'])),
  attempts: z.number(),
  revision: z.number(),
  last_at: z.optional(z.number()),
  last_status: z.optional(z.number()),
  last_error: z.optional(z.enum(['timeout', 'no_connection', 'address_not_allowed'])),
});

export function deliveryItemOf({ event, state, attempts, revision, last }: Delivery): Item {
  return {
    event_id: event.id,
    type: event.type,
    at: event.at,
    status: state.status,
    ...(state.status === 'pending' && { due_at: state.dueAt }),
    ...(state.status === 'dead' && { reason: state.reason }),
    attempts,
    revision,
    ...(last && { last_at: last.at, ...answerItem(last.answer) }),
  };
}

const answerItem = (answer: ReceiverAnswer): Item =>
  answer.kind === 'answered' ? { last_status: answer.status } : { last_error: answer.error };

export function deliveryIn(endpointId: string, item: unknown): Delivery {
  const read = DeliveryItem.parse(item);
  const { event_id: id, type, at, attempts, revision } = read;
  return { endpointId, event: { id, type, at }, state: stateIn(read), attempts, revision, last: lastIn(read) };
}

function stateIn({ status, due_at: dueAt, reason, at }: z.output<typeof DeliveryItem>): DeliveryState {
  if (status === 'pending') return { status, dueAt: dueAt ?? at };
  return status === 'dead' ? { status, reason: reason ?? 'exhausted' } : { status };
}

function lastIn(read: z.output<typeof DeliveryItem>): Delivery['last'] {
  const { last_at: at, last_status: status, last_error: error } = read;
  if (at === undefined) return undefined;
  if (status !== undefined) return { at, answer: { kind: 'answered', status, retryAfterMs: undefined } };
  return error && { at, answer: { kind: 'failed', error } };
}
