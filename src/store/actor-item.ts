import * as z from 'zod/mini';
import type { Actor } from '../domain/actor.ts';
import type { Item } from './item.ts';

export const ActorItem = z.object({
  caller: z.string(),
  request_id: z.string(),
  correlation_id: z.optional(z.string()),
});

export const actorItem = ({ caller, requestId, correlationId }: Actor): Item => ({
  caller,
  request_id: requestId,
  correlation_id: correlationId,
});

export const actorOf = (row: z.output<typeof ActorItem>): Actor => ({
  caller: row.caller,
  requestId: row.request_id,
  correlationId: row.correlation_id,
});
