import * as z from 'zod/mini';
import type { Lease } from '../domain/lease.ts';
import { OptionalText, Text } from './attributes.ts';
import type { Item } from './item.ts';

export const LeaseItem = z.object({
  owner: Text,
  until: z.number(),
  since: OptionalText,
  by: OptionalText,
});

export const leaseItem = ({ owner, until, since, by }: Lease): Item => ({ owner, until, since, by });
