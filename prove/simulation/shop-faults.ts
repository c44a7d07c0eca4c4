import { type Moment, moments } from '../../test/support/killable-process.ts';
import type { Random } from '../../test/support/random.ts';
import type { SimulatedFaults } from './faults.ts';

const kills = {
  before: 'shop: killed before a call',
  during: 'shop: killed within a call',
  after: 'shop: killed after a call',
} as const satisfies Record<Moment, string>;

/** Between a shop and the service. */
const exchangeFaults = [
  'shop: request lost',
  'shop: request late',
  'shop: request twice',
  'shop: answer lost',
  'shop: answer late',
  'shop: answer cut short',
  'shop: page of a proxy',
  'shop: throttled',
  'shop: not authenticated',
] as const;
export type ExchangeFault = (typeof exchangeFaults)[number];

export const shopFaults = [
  ...Object.values(kills),
  ...exchangeFaults,
  'shop: key store fails',
  'shop: aborts its calls',
] as const;
export type ShopFault = (typeof shopFaults)[number];

/** How many of a hundred calls fail, and at how many of a hundred awaits a process dies. */
const rates = [0, 5, 15, 30] as const;
const killRates = [0, 3, 10, 20] as const;
/** How many of a hundred processes abort whatever they wait for. */
const abortRate = 15;

/** Decides what goes wrong for the shops of a run. Draws from numbers of its own. */
export class ShopFaults {
  readonly #random: Random;
  readonly #faults: SimulatedFaults;
  readonly #rate: number;
  readonly #killRate: number;
  readonly #kinds: readonly ExchangeFault[];

  constructor(random: Random, faults: SimulatedFaults) {
    this.#random = random;
    this.#faults = faults;
    this.#rate = random.pick(rates);
    this.#killRate = random.pick(killRates);
    const kept = exchangeFaults.filter(() => random.whole(4) > 0);
    this.#kinds = kept.length === 0 ? exchangeFaults : kept;
  }

  /** Whether a process dies at its next await, and when. */
  kill(): Moment | undefined {
    if (!this.#isDrawn(this.#killRate)) return undefined;
    const moment = this.#random.pick(moments);
    this.#faults.happens(kills[moment]);
    return moment;
  }

  exchange(): ExchangeFault | undefined {
    if (!this.#isDrawn(this.#rate)) return undefined;
    const fault = this.#random.pick(this.#kinds);
    this.#faults.happens(fault);
    return fault;
  }

  keyStoreFails(): boolean {
    if (!this.#isDrawn(this.#rate / 3)) return false;
    this.#faults.happens('shop: key store fails');
    return true;
  }

  /** When a process aborts its calls, in milliseconds after it began; undefined if it never does. */
  abortsAfter(): number | undefined {
    if (!this.#isDrawn(abortRate)) return undefined;
    this.#faults.happens('shop: aborts its calls');
    return this.#random.whole(this.#random.pick([300, 5_000]));
  }

  #isDrawn(percent: number): boolean {
    return !this.#faults.quiet && this.#random.whole(100) < percent;
  }
}
