import { peakIsOldAfterSeconds, splitAfterSeconds, type TableLimits, unitsOfPartition } from './limits.ts';
import { takenByPartitions } from './partitions.ts';

/** A table that grows with its load, but not at once. Its items spread evenly over its partitions. */
export class OnDemandTable {
  readonly #limits: TableLimits;
  /** Units taken in each second so far. */
  readonly #taken: number[] = [];
  #peak = 0;
  #hotSeconds = 0;
  #partitions: number;

  constructor(limits: TableLimits) {
    this.#limits = limits;
    this.#partitions = Math.ceil(limits.warmUnits / unitsOfPartition);
  }

  get partitions(): number {
    return this.#partitions;
  }

  /** Takes the writes of a second and returns how many units of them it took. */
  take(units: number): number {
    const capacity = Math.min(this.#limits.mostUnits, this.#partitions * unitsOfPartition);
    const taken = Math.min(capacity, takenByPartitions(units, this.#partitions, unitsOfPartition));
    this.#taken.push(taken);
    this.#grow(units > taken + 1);
    return taken;
  }

  #grow(isHot: boolean): void {
    this.#peak = Math.max(this.#peak, this.#taken.at(-1 - peakIsOldAfterSeconds) ?? 0);
    this.#hotSeconds = isHot ? this.#hotSeconds + 1 : 0;
    const most = Math.ceil(this.#limits.mostUnits / unitsOfPartition) * 2;
    const wanted = Math.ceil((2 * this.#peak) / unitsOfPartition);
    if (this.#hotSeconds >= splitAfterSeconds) {
      this.#hotSeconds = 0;
      this.#partitions = Math.min(most, this.#partitions * 2);
    }
    this.#partitions = Math.max(this.#partitions, Math.min(most, wanted));
  }
}
