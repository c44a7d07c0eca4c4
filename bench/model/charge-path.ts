import { Bucket } from './bucket.ts';
import type { Demand } from './demand.ts';
import { type Limits, unitsOfPartition } from './limits.ts';
import { OnDemandTable } from './on-demand-table.ts';
import { takenByPartitions } from './partitions.ts';

/** The limits that refuse a charge, in the order in which it meets them. */
export const refusingLimits = [
  'rate of the method',
  'rate of the account',
  'executions of the account',
  'new executions of a function',
  'table of payments',
  'processor',
  'index by time',
] as const;
export type RefusingLimit = (typeof refusingLimits)[number];

/** All that a charge passes before it is answered. Counts what each limit refuses. */
export class ChargePath {
  readonly #limits: Limits;
  readonly #demand: Demand;
  readonly #method: Bucket;
  readonly #gateway: Bucket;
  readonly #processor: Bucket;
  readonly #newExecutions: Bucket;
  readonly table: OnDemandTable;
  /** Execution environments that exist. They outlive the minutes of this model. */
  #environments: number;
  #refused = new Map<RefusingLimit, number>();

  constructor(limits: Limits, demand: Demand) {
    this.#limits = limits;
    this.#demand = demand;
    this.#method = new Bucket(limits.method);
    this.#gateway = new Bucket(limits.gateway);
    this.#processor = new Bucket({ perSecond: limits.processor, burst: limits.processor });
    this.#newExecutions = new Bucket(limits.newExecutions);
    this.#environments = limits.provisioned;
    this.table = new OnDemandTable(limits.payments);
  }

  /** Sends so many charges in one second. Returns how many are paid, and the refused ones by limit. */
  nextSecond(sent: number): { paid: number; refused: ReadonlyMap<RefusingLimit, number> } {
    for (const bucket of [this.#method, this.#gateway, this.#processor, this.#newExecutions]) bucket.nextSecond();
    this.#refused = new Map();
    let left = this.#past('rate of the method', sent, this.#method.pass(sent));
    left = this.#past('rate of the account', left, this.#gateway.pass(left));
    left = this.#executed(left);
    left = this.#claimed(left);
    left = this.#past('processor', left, this.#askedProcessor(left));
    return { paid: this.#settled(left), refused: this.#refused };
  }

  #past(limit: RefusingLimit, sent: number, passed: number): number {
    if (sent - passed > 1e-6) this.#refused.set(limit, sent - passed);
    return passed;
  }

  #executed(sent: number): number {
    const { functionSeconds } = this.#demand;
    const allowed = Math.min(sent, this.#limits.executions / functionSeconds);
    const missing = Math.max(0, allowed * functionSeconds - this.#environments);
    this.#environments += this.#newExecutions.pass(missing);
    const left = this.#past('executions of the account', sent, allowed);
    return this.#past('new executions of a function', left, Math.min(left, this.#environments / functionSeconds));
  }

  #claimed(sent: number): number {
    // Claims and what settles them arrive mixed, so both see the same share of the table refused.
    const units = sent * (this.#demand.claim + this.#demand.settle);
    const share = units === 0 ? 1 : this.table.take(units) / units;
    return this.#past('table of payments', sent, sent * share);
  }

  #askedProcessor(sent: number): number {
    const { processorRequests } = this.#demand;
    return processorRequests === 0 ? sent : this.#processor.pass(sent * processorRequests) / processorRequests;
  }

  #settled(sent: number): number {
    const { index } = this.#demand;
    // A shard is one partition for good: its sort key only grows, so that a split would not help.
    const taken = takenByPartitions(sent * index, this.#limits.indexShards, unitsOfPartition);
    return this.#past('index by time', sent, taken / index);
  }
}
