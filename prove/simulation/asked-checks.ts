import type { Movement } from './bank.ts';
import type { Violations } from './invariants.ts';
import type { Wish } from './operations.ts';

/** No amount stands for all that there is. */
type AskedAmounts = Set<bigint | undefined>;

/** Judges the amount of every movement that the service asked for, by what clients asked the service for. */
export class AskedChecks {
  readonly #violations: Violations;
  /** By payment, or by refund. */
  readonly #asked = new Map<string, AskedAmounts>();
  readonly #authorized = new Map<string, bigint>();

  constructor(violations: Violations) {
    this.#violations = violations;
  }

  asks(wish: Wish): void {
    const { purpose, paymentId, refundId } = wish;
    if (purpose === 'create') this.#add(`payment ${paymentId}`, wish.amount);
    else if (purpose === 'capture') this.#add(`capture of ${paymentId}`, askedAmount(wish));
    else if (purpose === 'refund') this.#add(`refund ${refundId}`, askedAmount(wish));
  }

  /** Movements without a process are of customers, banks, and people at the processor. The fare of a trip is not in its request. */
  check({ kind, key, amount, paymentId, process }: Movement): void {
    if (kind === 'authorize') this.#authorized.set(paymentId, amount);
    if (process === undefined) return;
    if (kind === 'charge' || kind === 'authorize') this.#require(`payment ${paymentId}`, amount, amount);
    if (kind === 'capture') this.#require(`capture of ${paymentId}`, amount, this.#authorized.get(paymentId));
    if (kind === 'refund') this.#require(`refund ${key}`, amount, amount);
  }

  /** `all`: what a request without an amount asks for. */
  #require(place: string, amount: bigint, all: bigint | undefined): void {
    const asked = this.#asked.get(place);
    const isAsked = asked === undefined || asked.has(amount) || (asked.has(undefined) && amount === all);
    this.#violations.require(isAsked, 'as asked', () => `${place}: ${amount}, and not ${[...(asked ?? [])].join()}`);
  }

  #add(place: string, amount: bigint | undefined): void {
    const asked = this.#asked.get(place) ?? new Set();
    this.#asked.set(place, asked.add(amount));
  }
}

function askedAmount({ body }: Wish): bigint | undefined {
  const { amount } = (body ?? {}) as Readonly<{ amount?: string }>;
  return amount === undefined ? undefined : BigInt(Math.round(Number(amount) * 100));
}
