import type { Endpoint } from '../../test/support/call.ts';
import { seeded } from '../../test/support/random.ts';
import type { SimulatedFaults } from './faults.ts';
import type { Mutant } from './mutant.ts';
import { type Hashing, type NextHandlers, nextVersion } from './next-version.ts';
import { type EndpointName, handlers } from './operations.ts';
import type { Timeline } from './timeline.ts';

const versions: Readonly<Record<Hashing, NextHandlers>> = {
  'by name': await nextVersion('by name'),
  'by position': await nextVersion('by position'),
};

export type Handlers = Readonly<Record<EndpointName, Endpoint>>;

/** For so long, some invocations still get the old code: functions are replaced one by one. */
const rolloutMs = 5_000;

/** Replaces the code, in half of all runs, by a version whose contracts each have one more optional field. */
export class SimulatedDeployment {
  readonly #from: number;
  readonly #next: NextHandlers;
  readonly #services: Readonly<{ timeline: Timeline; faults: SimulatedFaults }>;
  /** A stream of its own: the rest of a run is the same with and without. */
  readonly #random;

  constructor(
    seed: number,
    mutant: Mutant | undefined,
    services: Readonly<{ timeline: Timeline; faults: SimulatedFaults }>,
  ) {
    this.#random = seeded(~seed);
    const isPlanned = this.#random.whole(2) === 0;
    this.#from = isPlanned ? services.timeline.now() + this.#random.whole(12_000) : Number.POSITIVE_INFINITY;
    this.#next = versions[mutant?.hashing ?? 'by name'];
    this.#services = services;
  }

  /** When every function has the new code: only then do clients know of its new field. */
  get endsAt(): number {
    return this.#from + rolloutMs;
  }

  /** The handlers of the version that an invocation finds. */
  handlers(): Handlers {
    const { timeline, faults } = this.#services;
    const share = (timeline.now() - this.#from) / rolloutMs;
    if (share < 0 || this.#random.whole(1_000) >= share * 1_000) return handlers;
    faults.happens('deployment: another version of the code');
    return { ...handlers, ...this.#next };
  }
}
