import type { Lease } from '../domain/lease.ts';
import type { Io } from '../runtime/io.ts';

/** A lease as long as this invocation can still be at work. */
export const leaseBy = (owner: string, { now, remaining }: Pick<Io, 'now' | 'remaining'>): Lease => ({
  owner,
  until: now() + remaining(),
});
