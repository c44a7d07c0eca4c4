import * as z from 'zod/mini';
import type { Lease } from '../domain/lease.ts';
import { ActorItem, actorItem, actorOf } from './actor-item.ts';
import type { Item } from './item.ts';

export const LeaseItem = z.object({
  owner: z.string(),
  until: z.number(),
  since: z.optional(z.string()),
  by: z.optional(ActorItem),
});

export const leaseItem = ({ owner, until, since, by }: Lease): Item => ({
  owner,
  until,
  since,
  by: by && actorItem(by),
});

export const leaseOf = ({ owner, until, since, by }: z.output<typeof LeaseItem>): Lease => ({
  owner,
  until,
  ...(since !== undefined && { since }),
  ...(by && { by: actorOf(by) }),
});
