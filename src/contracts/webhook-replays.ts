import * as z from 'zod/mini';
import { Refusal } from '../domain/refusal.ts';
import { readBy } from './fields.ts';
import { readUtcMoment } from './moment.ts';
import { read, refuse } from './read.ts';
import type { JsonObject } from './strict-json.ts';
import { cursorOf, positionIn } from './webhook-deliveries.ts';

const idText = z
  .string()
  .check(z.regex(/^[A-Za-z0-9_-]{1,64}$/, 'an ID is 1 to 64 letters, digits, dashes and underscores'));

export const RedeliveryBody = z.strictObject({ endpoint_id: z.optional(idText) });

/** The one endpoint that a redelivery is for, if it names one. */
export const readRedelivery = (body: JsonObject): string | undefined => read(RedeliveryBody, body).endpoint_id;

/** An instant in UTC. */
export const Instant = readBy((value, context): string => {
  const moment = typeof value === 'string' ? readUtcMoment(value) : undefined;
  if (moment !== undefined) return moment;
  return refuse(context, 'field_invalid', 'the instant is one in UTC, like 2026-11-28T10:00:00Z');
});

export const ReplayBody = z.strictObject({
  from: Instant,
  to: z.optional(Instant),
  payment_id: z.optional(idText),
  status: z.optional(z.literal('dead')),
  cursor: z.optional(z.string()),
});

/** The events that a replay is of. */
export function readReplay(body: JsonObject) {
  const { from, to, payment_id: paymentId, status, cursor } = read(ReplayBody, body);
  if (to !== undefined && from >= to) throw new Refusal('field_invalid', 'from is before to', { field: '/from' });
  return {
    from,
    to,
    paymentId,
    onlyDead: status === 'dead',
    after: cursor === undefined ? undefined : positionIn(cursor, 'field_invalid', '/cursor'),
  };
}

export const presentRedelivery = (eventId: string, endpointIds: readonly string[]) => ({
  event_id: eventId,
  endpoint_ids: endpointIds,
});

export const presentReplay = ({ scheduled, next }: Readonly<{ scheduled: number; next: string | undefined }>) => ({
  scheduled,
  next_cursor: next === undefined ? null : cursorOf(next),
});
