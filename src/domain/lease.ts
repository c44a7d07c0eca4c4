/** The right to work on a payment until a moment (ms since the epoch); every lease has an owner of its own. */
export type Lease = Readonly<{ owner: string; until: number }>;

/** Whether its owner may still be at work. */
export const isCurrent = (lease: Lease | undefined, now: number): boolean => lease !== undefined && lease.until >= now;
