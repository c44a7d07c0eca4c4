import { inTraceOf } from '../domain/actor.ts';
import type { Lease } from '../domain/lease.ts';
import { isUnexplained } from '../domain/refusal.ts';
import type { Io } from '../runtime/io.ts';

/** A payment whose processor's answer cannot be explained is left alone for so long: another try finds the same. */
const parkedMs = 3_600_000;

/** Until when a lease is kept after an error: it is let go, unless a person has to look at the payment first. */
export const leaseEndAfter = (error: unknown, now: number): number => (isUnexplained(error) ? now + parkedMs : 0);

/**
 * A lease as long as this invocation can still be at work. `abandoned`: the lease of what a worker finishes; the worker has no
 * trace of its own, so it goes on in that one.
 */
export const leaseBy = (
  owner: string,
  { now, remaining, actor }: Pick<Io, 'now' | 'remaining' | 'actor'>,
  abandoned?: Lease,
): Lease => ({
  owner,
  until: now() + remaining(),
  since: new Date(now()).toISOString(),
  by: actor && inTraceOf(actor, abandoned?.by),
});

/** Lets go of a lease, so that a retry need not wait for its end. One that is not released runs out by itself. */
export const letGo = (release: Promise<void>): Promise<void> => release.catch(() => undefined);
