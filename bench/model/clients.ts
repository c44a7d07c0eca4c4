/** Payments that were first sent at the same second. */
type Cohort = Readonly<{ since: number; payments: number }>;

/** How long a client goes on, as docs/client.md has it. */
const giveUpAfterSeconds = 60;
const longestPauseSeconds = 16;

/**
 * Callers that send a payment, and again with the same key after each refusal: a second later as Retry-After says, then after
 * pauses that double, each anywhere up to its length.
 */
export class Clients {
  /** By the second at which they are sent again, and the one at which they were first sent. */
  readonly #waiting = new Map<number, Map<number, number>>();
  #waitingPayments = 0;
  #gaveUp = 0;

  get waiting(): number {
    return this.#waitingPayments;
  }

  get gaveUp(): number {
    return this.#gaveUp;
  }

  /** Everything sent in a second: new payments, and those whose pause ends. */
  sentAt(second: number, fresh: number): readonly Cohort[] {
    const again = [...(this.#waiting.get(second) ?? [])].map(([since, payments]) => ({ since, payments }));
    this.#waiting.delete(second);
    for (const { payments } of again) this.#waitingPayments -= payments;
    return [{ since: second, payments: fresh }, ...again];
  }

  /** Waits with what was refused of a cohort, or gives it up. */
  refused({ since }: Cohort, payments: number, second: number): void {
    if (payments < 1e-6) return;
    // Pauses that double sum up to the next one, less a second.
    const longest = Math.min(longestPauseSeconds, second - since + 1);
    for (let pause = 1; pause <= longest; pause++) {
      const part = payments / longest;
      if (second + pause - since > giveUpAfterSeconds) this.#gaveUp += part;
      else this.#wait(second + pause, since, part);
    }
  }

  #wait(second: number, since: number, payments: number): void {
    this.#waitingPayments += payments;
    const cohorts = this.#waiting.get(second) ?? new Map<number, number>();
    cohorts.set(since, (cohorts.get(since) ?? 0) + payments);
    this.#waiting.set(second, cohorts);
  }
}
