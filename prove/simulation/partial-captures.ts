import type { Random } from '../../test/support/random.ts';
import type { Wish } from './operations.ts';
import type { Workload } from './workload.ts';

/** A part of any payment, another part, and more than any was authorized for. */
const parts = ['3.00', '3.00', '4.99', '40.00'] as const;

/** Half of the captures ask for an amount. Drawn apart, so that all else of a run is what it was. */
export function withParts(workload: Workload, random: Random): Workload {
  const wishes = workload.wishes.map((wish) =>
    wish.operation === 'capture-payment' && random.whole(2) === 0 ? captureOf(wish, random.pick(parts)) : wish,
  );
  return { ...workload, wishes };
}

const captureOf = (wish: Wish, amount: string): Wish => ({ ...wish, body: { amount }, fields: amount });
