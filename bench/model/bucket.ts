import type { Rate } from '../../hermetic/api-gateway/token-bucket.ts';

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
