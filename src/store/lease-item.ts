import * as z from 'zod/mini';
import type { Lease } from '../domain/lease.ts';
import type { Item } from './item.ts';

export const LeaseItem = z.object({ owner: z.string(), until: z.number() });

export const leaseItem = ({ owner, until }: Lease): Item => ({ owner, until });
