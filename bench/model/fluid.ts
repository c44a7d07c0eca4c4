import type { Rate } from './limits.ts';

/** Passes as much of an amount as there are tokens for, in steps of a second. Amounts are not whole: this is a fluid. */
export class Bucket {
  readonly #rate: Rate;
  #tokens: number;

  constructor(rate: Rate) {
    this.#rate = rate;
    this.#tokens = rate.burst;
  }

  nextSecond(): void {
    // Tokens of a second can be spent within it, so that a bucket without burst passes its rate.
    this.#tokens = Math.min(Math.max(this.#rate.burst, this.#rate.perSecond), this.#tokens + this.#rate.perSecond);
  }

  pass(amount: number): number {
    const passed = Math.min(amount, this.#tokens);
    this.#tokens -= passed;
    return passed;
  }
}

/**
 * Units that partitions take of an amount which hashes spread over them. Each can take 1,000 a second, and some get more than
 * their share: the part above the limit is that of a normal distribution, as the sum of many small writes has it.
 */
export function takenByPartitions(units: number, partitions: number, limit: number): number {
  if (units === 0) return 0;
  const share = units / partitions;
  const deviation = Math.sqrt(share * (1 - 1 / partitions));
  return units - partitions * expectedAbove(share, deviation, limit);
}

/** Expected amount above a limit. */
function expectedAbove(mean: number, deviation: number, limit: number): number {
  if (deviation === 0) return Math.max(0, mean - limit);
  const z = (mean - limit) / deviation;
  return Math.max(0, mean - limit, (mean - limit) * cumulative(z) + deviation * density(z));
}

const density = (z: number): number => Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI);

/** The standard normal distribution, by its logistic approximation: wrong by less than 0.0002. */
const cumulative = (z: number): number => 1 / (1 + Math.exp(-1.5976 * z - 0.070565992 * z ** 3));
