import type { Random } from '../../test/support/random.ts';
import type { SimulatedFaults } from './faults.ts';
import type { Wish } from './operations.ts';

/** How an idempotency key arrives. Retries append metadata that is already there, and proxies join what is repeated. */
const arrivals = {
  'key: sent twice': (key) => [key, key],
  'key: joined by a proxy': (key) => [`${key}, ${key}`],
  'key: joined in quotes': (key) => [`"${key}","${key}"`],
  'key: joined with another': (key) => [`${key}, ${key}-another`],
  'key: sent with another': (key) => [key, `${key}-another`],
  'key: malformed': (key) => [`"${key}";retry=1`],
} as const satisfies Readonly<Record<string, (key: string) => readonly string[]>>;

export type KeyFault = keyof typeof arrivals;
export const keyFaults = Object.keys(arrivals) as KeyFault[];

/** How many of a hundred keys arrive so. */
const rates = [0, 15, 40] as const;

/** Draws from numbers of its own, so that the seeds that found something still show it. */
export class KeyFaults {
  readonly #random: Random;
  readonly #faults: SimulatedFaults;
  readonly #rate: number;

  constructor(random: Random, faults: SimulatedFaults) {
    this.#random = random;
    this.#faults = faults;
    this.#rate = random.pick(rates);
  }

  /** The wish as it reaches the service: its key stands in the header alone, and not as it was meant. */
  arrive(wish: Wish): Wish {
    const { idempotency_key: inBody, ...body } = (wish.body ?? {}) as Readonly<Record<string, unknown>>;
    const key = inBody ?? wish.headers?.['Idempotency-Key'];
    if (typeof key !== 'string' || this.#faults.quiet || this.#random.whole(100) >= this.#rate) return wish;
    const fault = this.#random.pick(keyFaults);
    this.#faults.happens(fault);
    return { ...wish, body, headers: { ...wish.headers, 'Idempotency-Key': arrivals[fault](key) } };
  }
}
