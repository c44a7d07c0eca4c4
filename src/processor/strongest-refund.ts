import type { RefundObservation } from './port.ts';

/**
 * The observation that counts among those of one refund, which may have been sent more than once: money that went back outweighs
 * money that may, and that outweighs an attempt that failed.
 */
export const strongest = (found: readonly RefundObservation[]): RefundObservation =>
  found.find(({ state }) => state === 'returned') ??
  found.find(({ state }) => state === 'working') ??
  found[0] ?? { state: 'absent' };
