import type { Random } from '../../test/support/random.ts';
import type { SimulatedFaults } from './faults.ts';
import type { Timeline } from './timeline.ts';

export const outageFaults = ['outage: connection refused', 'outage: silent after the request'] as const;
export type OutageFault = (typeof outageFaults)[number];

type OutageServices = Readonly<{ timeline: Timeline; faults: SimulatedFaults }>;

/** One time in a run when a processor is down: it refuses connections, or does what it is asked and says nothing. */
export class Outage {
  readonly #services: OutageServices;
  readonly #kind: OutageFault | undefined;
  readonly #from: number;
  readonly #until: number;

  /** `percent`: how likely there is one. Draws from numbers of its own. */
  constructor(services: OutageServices, random: Random, percent: number) {
    this.#services = services;
    this.#kind = random.whole(100) < percent ? random.pick(outageFaults) : undefined;
    this.#from = services.timeline.now() + random.whole(random.pick([50, 12_000]));
    this.#until = this.#from + 1_000 + random.whole(random.pick([10_000, 60_000]));
  }

  /** How it is down at this moment, if it is. */
  now(): OutageFault | undefined {
    const { timeline, faults } = this.#services;
    const isDown = !faults.quiet && timeline.now() >= this.#from && timeline.now() < this.#until;
    if (isDown && this.#kind !== undefined) faults.happens(this.#kind);
    return isDown ? this.#kind : undefined;
  }
}
