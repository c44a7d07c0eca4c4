import { Backlog } from './backlog.ts';
import type { Demand } from './demand.ts';
import { type Limits, unitsOfPartition } from './limits.ts';
import { OnDemandTable } from './on-demand-table.ts';
import { takenByPartitions } from './partitions.ts';

/** The limits of what follows a charge, which delay and refuse nothing. */
export const delayingLimits = [
  'batches of project-payments',
  'items of counters',
  'items of balances',
  'table of events',
  'table of projections',
  'index of events by day',
  'batches of deliver',
  'partition of an endpoint',
  'table of webhooks',
] as const;
export type DelayingLimit = (typeof delayingLimits)[number];

type Rates = Readonly<Partial<Record<DelayingLimit, number>>>;

/** The age of a worker's oldest work in seconds, and the limit that holds it up. */
type Behind = Readonly<{ limit: DelayingLimit | undefined; lag: number }>;

/** The workers behind the streams: events and counters of each payment, then its delivery. */
export class AfterTheCharge {
  readonly #limits: Limits;
  readonly #demand: Demand;
  readonly #events: OnDemandTable;
  readonly #projections: OnDemandTable;
  readonly #webhooks: OnDemandTable;
  readonly #unprojected = new Backlog();
  readonly #undelivered = new Backlog();

  constructor(limits: Limits, demand: Demand) {
    this.#limits = limits;
    this.#demand = demand;
    this.#events = new OnDemandTable(limits.events);
    this.#projections = new OnDemandTable(limits.projections);
    this.#webhooks = new OnDemandTable(limits.webhooks);
  }

  /** Takes the payments of a second. `shards` is how many the stream of payments has. Returns how far each worker is behind, and why. */
  nextSecond(second: number, paid: number, shards: number): Readonly<Record<'project' | 'deliver', Behind>> {
    this.#unprojected.add(second, paid);
    const projected = this.#advance(this.#unprojected, this.#projectRates(shards), this.#eventsAndRows);
    this.#undelivered.add(second, projected.done);
    const delivered = this.#advance(this.#undelivered, this.#deliverRates(), this.#tableOfWebhooks);
    return {
      project: { limit: projected.slowest, lag: this.#unprojected.lagAt(second) },
      deliver: { limit: delivered.slowest, lag: this.#undelivered.lagAt(second) },
    };
  }

  /** Payments a second that each limit lets the first worker do. */
  #projectRates(shards: number): Rates {
    const { batch, projectSeconds, counters, balances, eventIndex } = this.#demand;
    const { batchesPerShard, counterShards, indexShards } = this.#limits;
    const ofItems = (units: number) => (counterShards * unitsOfPartition * batch) / units;
    return {
      'batches of project-payments': (shards * batchesPerShard * batch) / projectSeconds,
      'items of counters': ofItems(counters),
      'items of balances': ofItems(balances),
      'index of events by day': (indexShards * unitsOfPartition) / eventIndex,
    };
  }

  #deliverRates(): Rates {
    const { batch, deliverSeconds, delivery } = this.#demand;
    const { batchesPerShard, endpoints } = this.#limits;
    return {
      'batches of deliver': (this.#events.partitions * batchesPerShard * batch) / deliverSeconds,
      'partition of an endpoint': (endpoints * unitsOfPartition) / delivery,
    };
  }

  /** One transaction writes both, so that the tighter one decides. */
  readonly #eventsAndRows = (payments: number): readonly [DelayingLimit, number] => {
    const { events, rows, counters, balances, batch } = this.#demand;
    const ofEvents = this.#events.take(payments * events) / events;
    const projections = rows + (counters + balances) / batch;
    const ofProjections = this.#projections.take(payments * projections) / projections;
    return ofEvents <= ofProjections ? ['table of events', ofEvents] : ['table of projections', ofProjections];
  };

  readonly #tableOfWebhooks = (payments: number): readonly [DelayingLimit, number] => {
    const { delivery } = this.#demand;
    const ofEndpoints = takenByPartitions(payments * delivery, this.#limits.endpoints, unitsOfPartition);
    return ['table of webhooks', Math.min(ofEndpoints, this.#webhooks.take(ofEndpoints)) / delivery];
  };

  /** Does what the slowest limit allows of a backlog. Writes that the table refuses wait with the rest. */
  #advance(backlog: Backlog, rates: Rates, write: (payments: number) => readonly [DelayingLimit, number]) {
    const [slowest, rate] = slowestOf(rates);
    const wanted = Math.min(backlog.amount, rate);
    const [table, written] = write(wanted);
    const done = backlog.take(written);
    const waits = backlog.amount > 1;
    return { done, slowest: waits ? (written < wanted - 1e-6 ? table : slowest) : undefined };
  }
}

function slowestOf(rates: Rates): readonly [DelayingLimit, number] {
  const known = delayingLimits.flatMap((name) => (rates[name] === undefined ? [] : [[name, rates[name]] as const]));
  return known.reduce((slowest, each) => (each[1] < slowest[1] ? each : slowest));
}
