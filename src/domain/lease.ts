import type { ActorText } from './actor.ts';

/** The right to work on a payment until a moment (ms since the epoch); every lease has an owner of its own. */
export type Lease = Readonly<{
  owner: string;
  until: number;
  /** When it was taken (ISO instant), and by whom: for the timeline. Undefined in leases of earlier releases. */
  since?: string | undefined;
  by?: ActorText | undefined;
}>;

/** Whether its owner may still be at work. */
export const isCurrent = (lease: Lease | undefined, now: number): boolean => lease !== undefined && lease.until >= now;
