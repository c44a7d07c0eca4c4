import type { Random } from '../../test/support/random.ts';
import { type EventFault, eventFaults } from './event-deliveries.ts';
import { type KeyFault, keyFaults } from './key-faults.ts';
import { type OutageFault, outageFaults } from './outages.ts';
import { type ShopFault, shopFaults } from './shop-faults.ts';
import { type WebhookFault, webhookFaults } from './webhook-endpoints.ts';

/** Everything that goes wrong on purpose, and how often it does among the faults of its place. */
const places = {
  store: {
    'store: throttled': 3,
    'store: conflict with a transaction': 2,
    'store: server error, not done': 1,
    'store: server error, done': 1,
    'store: request lost': 2,
    'store: answer lost after the commit': 4,
    'store: delivered twice': 4,
    'store: delivered late': 4,
    'store: slow answer': 2,
    'function killed before a call': 2,
    'function killed after a write': 3,
    'function frozen within a call': 2,
    'function killed while its write is in flight': 3,
  },
  processor: {
    'processor: request lost': 3,
    'processor: answer lost after the charge': 4,
    'processor: slow': 4,
    'processor: delivered late': 2,
    'function killed before the processor': 1,
    'function killed after the processor': 3,
  },
  trips: {
    'trips: no connection': 3,
    'trips: server error': 3,
    'trips: slow': 2,
    'trips: nonsense': 1,
    'trips: another fare than before': 6,
  },
  stream: {
    'stream: batch told twice': 3,
    'stream: late': 3,
  },
  client: {
    'client: answer lost': 3,
    'client: gave up': 1,
    'client: back after a month': 1,
  },
  answered: { 'zombie: frozen when it answered, thawed later': 1 },
  'timed out': { 'zombie: frozen at its time-out, thawed later': 1 },
  deployment: { 'deployment: another version of the code': 1 },
  clock: { 'clock: two seconds off': 3, 'clock: five minutes off': 1 },
} as const;

export type FaultPlace = keyof typeof places;
type PlacedFault = { [P in FaultPlace]: keyof (typeof places)[P] & string }[FaultPlace];
export type Fault = PlacedFault | KeyFault | EventFault | OutageFault | WebhookFault | ShopFault;
export type SimulatedFaultAt<P extends FaultPlace> = keyof (typeof places)[P] & string;

const placed: readonly PlacedFault[] = Object.values(places).flatMap((kinds) => Object.keys(kinds) as PlacedFault[]);
export const faultKinds: readonly Fault[] = [
  ...placed,
  ...keyFaults,
  ...eventFaults,
  ...outageFaults,
  ...webhookFaults,
  ...shopFaults,
];

/** How many of a hundred calls fail. */
const rates = [0, 4, 10, 20, 35] as const;

/**
 * Decides what fails. Every run has its own rate and leaves some kinds out: what hides behind a frequent fault shows in
 * the runs that lack it.
 */
export class SimulatedFaults {
  readonly counts = new Map<Fault, number>();
  /** Nothing fails any more. */
  quiet: boolean;
  readonly #random: Random;
  readonly #rate: number;
  readonly #leftOut: ReadonlySet<Fault>;
  readonly #enabled = new Map<FaultPlace, readonly Fault[]>();

  constructor(random: Random) {
    this.quiet = false;
    this.#random = random;
    this.#rate = random.pick(rates);
    const most = random.whole(4) * 10;
    this.#leftOut = new Set(placed.filter(() => random.whole(100) < most));
  }

  /** The fault of the next call there, if any. */
  at<P extends FaultPlace>(place: P): SimulatedFaultAt<P> | undefined {
    const fault = this.drawn(place);
    if (fault !== undefined) this.happens(fault as Fault);
    return fault;
  }

  /** The same, before anybody knows whether it makes a difference. */
  drawn<P extends FaultPlace>(place: P): SimulatedFaultAt<P> | undefined {
    if (this.quiet || this.#random.whole(100) >= this.#rate) return undefined;
    const kinds = this.#kindsAt(place);
    return kinds.length === 0 ? undefined : (this.#random.pick(kinds) as SimulatedFaultAt<P>);
  }

  /** Counts one that happens. */
  happens(fault: Fault): void {
    this.counts.set(fault, (this.counts.get(fault) ?? 0) + 1);
  }

  get total(): number {
    return [...this.counts.values()].reduce((sum, count) => sum + count, 0);
  }

  /** Each kind as often as its weight says. */
  #kindsAt(place: FaultPlace): readonly Fault[] {
    const known = this.#enabled.get(place);
    if (known !== undefined) return known;
    const weights = Object.entries(places[place]) as [Fault, number][];
    const enabled = weights.flatMap(([kind, weight]) =>
      this.#leftOut.has(kind) ? [] : Array.from({ length: weight }, () => kind),
    );
    this.#enabled.set(place, enabled);
    return enabled;
  }
}
