import type { Violations } from './invariants.ts';
import { isRefusedUnopened, type Told } from './told.ts';

/** Judges the answers to requests without a key: only they lead to their payments. */
export class KeylessChecks {
  readonly #violations: Violations;
  /** The invocation that each payment belongs to. */
  readonly #owners = new Map<string, string>();

  constructor(violations: Violations) {
    this.#violations = violations;
  }

  /** Its payment is its own, and named even if nobody knows what became of it. A processor may refuse it before there is one. */
  check(told: Told): void {
    const { wish, process, status, body } = told;
    if (!wish.isKeyless || isRefusedUnopened(told)) return;
    const { paymentId } = wish;
    const isNamed = paymentId !== '';
    this.#violations.require(isNamed, 'answers are true', () => `${process.name}: ${status} names no payment: ${body}`);
    const owner = this.#owners.get(paymentId) ?? process.invocation;
    this.#owners.set(paymentId, owner);
    const isOwn = owner === process.invocation;
    this.#violations.require(isOwn, 'one meaning of a key', () => `${process.name}: ${paymentId} is of ${owner}`);
  }
}
