import * as z from 'zod/mini';
import type { Lease } from '../domain/lease.ts';
import type { Item } from './item.ts';

export const LeaseItem = z.object({
  owner: z.string(),
  until: z.number(),
  since: z.optional(z.string()),
  by: z.optional(z.string()),
});

export const leaseItem = ({ owner, until, since, by }: Lease): Item => ({ owner, until, since, by });
