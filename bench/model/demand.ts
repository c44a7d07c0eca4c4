/** Resources that one payment takes. Units: docs/scale.md, whose sums test/bench/budgets.soak.test.ts counts at the engine. */
export type Demand = Readonly<{
  /** Write units of one attempt in the payments table, without the index. */
  claim: number;
  settle: number;
  /** Write units of its entry in the index by time. */
  index: number;
  /** Requests to the processor of one attempt. */
  processorRequests: number;
  /** How long the charge occupies a function: its own work, DynamoDB, and the processor. */
  functionSeconds: number;
  /** Write units of its events. */
  events: number;
  eventIndex: number;
  /** Write units of its rows in the projections table. */
  rows: number;
  /** Write units of a batch in each item of the counters and of the balances. */
  counters: number;
  balances: number;
  /** Payments in a full batch of the stream. */
  batch: number;
  /** How long a batch of each worker takes. */
  projectSeconds: number;
  deliverSeconds: number;
  /** Write units of a delivery. */
  delivery: number;
}>;

/**
 * Seconds are assumptions for AWS: the measured work of a charge is less than a millisecond, so nearly all of a function's time
 * is waiting. 4 ms for each call of DynamoDB; a processor that answers in 300 ms, which is asked twice.
 */
export const awsDemand: Demand = {
  claim: 1,
  settle: 1,
  index: 1,
  processorRequests: 2,
  functionSeconds: 0.61,
  events: 5,
  eventIndex: 1,
  rows: 2,
  counters: 6,
  balances: 4,
  batch: 12,
  projectSeconds: 0.02,
  deliverSeconds: 0.1,
  delivery: 1,
};

/** The same with a processor that decides at once. */
export const withoutProcessor: Demand = { ...awsDemand, processorRequests: 0, functionSeconds: 0.01 };
