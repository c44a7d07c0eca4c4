import { Backlog } from './backlog.ts';
import type { Demand } from './demand.ts';
import { takenByPartitions } from './fluid.ts';
import { type Limits, unitsOfPartition } from './limits.ts';
import { OnDemandTable } from './on-demand-table.ts';

/** The limits of what follows a charge, which delay and refuse nothing. */
export const delays = [
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
export type Delay = (typeof delays)[number];

type Rates = Readonly<Partial<Record<Delay, number>>>;

/** The workers behind the streams: events and counters of each payment, then its delivery. */
export class AfterTheCharge {
  readonly #limits: Limits;
  readonly #demand: Demand;
  readonly #events: OnDemandTable;
  readonly #projections: OnDemandTable;
  readonly #webhooks: OnDemandTable;
  readonly unprojected = new Backlog();
  readonly undelivered = new Backlog();

  constructor(limits: Limits, demand: Demand) {
    this.#limits = limits;
    this.#demand = demand;
    this.#events = new OnDemandTable(limits.events);
    this.#projections = new OnDemandTable(limits.projections);
    this.#webhooks = new OnDemandTable(limits.webhooks);
  }

  /** Takes the payments of a second. `shards` is how many the stream of payments has. Returns the slowest limits, if any waited. */
  nextSecond(second: number, paid: number, shards: number): readonly Delay[] {
    this.unprojected.add(second, paid);
    const projected = this.#advance(this.unprojected, this.#projectRates(shards), this.#eventsAndRows);
    this.undelivered.add(second, projected.done);
    const delivered = this.#advance(this.undelivered, this.#deliverRates(), this.#tableOfWebhooks);
    return [projected.slowest, delivered.slowest].filter((delay) => delay !== undefined);
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
  readonly #eventsAndRows = (payments: number): readonly [Delay, number] => {
    const { events, rows, counters, balances, batch } = this.#demand;
    const ofEvents = this.#events.take(payments * events) / events;
    const projections = rows + (counters + balances) / batch;
    const ofProjections = this.#projections.take(payments * projections) / projections;
    return ofEvents <= ofProjections ? ['table of events', ofEvents] : ['table of projections', ofProjections];
  };

  readonly #tableOfWebhooks = (payments: number): readonly [Delay, number] => {
    const { delivery } = this.#demand;
    const ofEndpoints = takenByPartitions(payments * delivery, this.#limits.endpoints, unitsOfPartition);
    return ['table of webhooks', Math.min(ofEndpoints, this.#webhooks.take(ofEndpoints)) / delivery];
  };

  /** Does what the slowest limit allows of a backlog. Writes that the table refuses wait with the rest. */
  #advance(backlog: Backlog, rates: Rates, write: (payments: number) => readonly [Delay, number]) {
    const [slowest, rate] = slowestOf(rates);
    const wanted = Math.min(backlog.amount, rate);
    const [table, written] = write(wanted);
    const done = backlog.take(written);
    const waits = backlog.amount > 1;
    return { done, slowest: waits ? (written < wanted - 1e-6 ? table : slowest) : undefined };
  }
}

function slowestOf(rates: Rates): readonly [Delay, number] {
  const known = delays.flatMap((name) => (rates[name] === undefined ? [] : [[name, rates[name]] as const]));
  return known.reduce((slowest, each) => (each[1] < slowest[1] ? each : slowest));
}
