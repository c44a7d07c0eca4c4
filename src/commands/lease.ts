import type { Lease } from '../domain/lease.ts';
import type { Io } from '../runtime/io.ts';

/** A lease as long as this invocation can still be at work. */
export const leaseBy = (owner: string, { now, remaining }: Pick<Io, 'now' | 'remaining'>): Lease => ({
  owner,
  until: now() + remaining(),
});

/** Lets go of a lease, so that a retry need not wait for its end. One that is not released runs out by itself. */
export const letGo = (release: Promise<void>): Promise<void> => release.catch(() => undefined);
