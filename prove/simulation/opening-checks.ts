import type { Violations } from './invariants.ts';
import type { Wish } from './operations.ts';
import type { StoredRow } from './rows.ts';
import { isFinal, isRefusedUnopened, type Told } from './told.ts';

/** Whether a payment that no processor took, and that was not asked for again, was charged all the same. */
export class OpeningChecks {
  readonly #refused = new Map<string, Told>();
  /** How many clients are asking for each payment now. */
  readonly #asking = new Map<string, number>();
  readonly #accepted = new Set<string>();

  asks(wish: Wish): void {
    if (!isWatched(wish)) return;
    this.#refused.delete(placeOf(wish));
    this.#asking.set(placeOf(wish), this.#askingFor(wish) + 1);
  }

  ended(wish: Wish, told: Told | undefined): void {
    if (!isWatched(wish)) return;
    this.#asking.set(placeOf(wish), this.#askingFor(wish) - 1);
    if (told === undefined) return;
    if (isRefusedUnopened(told)) {
      if (this.#askingFor(wish) === 0) this.#refused.set(placeOf(wish), told);
    } else if (isFinal(told)) this.#accepted.add(placeOf(wish));
  }

  /** Whether the last that a client heard of this payment was no. */
  wasRefused = (wish: Wish): boolean => this.#refused.has(placeOf(wish));

  finish(rowOfPayment: (paymentId: string) => StoredRow | undefined, violations: Violations): void {
    for (const [place, { wish, process }] of this.#refused) {
      const status = rowOfPayment(wish.paymentId)?.status;
      const isTaken = status === 'completed' || status === 'authorized' || status === 'pending';
      if (!isTaken || this.#accepted.has(place)) continue;
      violations.add('a no stays a no', `${process.name}: no processor takes ${wish.identity}, and it is ${status}`);
    }
  }

  readonly #askingFor = (wish: Wish) => this.#asking.get(placeOf(wish)) ?? 0;
}

const isWatched = ({ purpose, isKeyless }: Wish) => purpose === 'create' && !isKeyless;

const placeOf = ({ identity }: Wish) => identity;
