import type { Rate } from '../../hermetic/api-gateway/token-bucket.ts';

/** A table with on-demand capacity. */
export type TableLimits = Readonly<{
  /** Write units a second that it takes from the first second on: its warm throughput. */
  warmUnits: number;
  /** The account's quota for one table, in write units a second. */
  mostUnits: number;
}>;

/** Everything that can refuse or delay a payment on AWS, as a stage or an account has set it. */
export type Limits = Readonly<{
  /** The stage's own limit for the method, `-c rateLimit` and `-c rateBurst`. */
  method: Rate;
  /** API Gateway, for all APIs of an account and region. */
  gateway: Rate;
  /** Executions of an account and region at one time. */
  executions: number;
  /** Executions that one function can add: 1,000 at any moment, and as many again within ten seconds. */
  newExecutions: Rate;
  /** Executions of the function that are kept ready. */
  provisioned: number;
  /** Requests a second that the payment processor takes. */
  processor: number;
  payments: TableLimits;
  events: TableLimits;
  projections: TableLimits;
  webhooks: TableLimits;
  indexShards: number;
  counterShards: number;
  /** Batches of one shard of a stream that are under way at one time. */
  batchesPerShard: number;
  /** Endpoints that share the deliveries. Those of one endpoint are in one partition. */
  endpoints: number;
}>;

/**
 * Write units a second of one partition.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/bp-partition-key-design.html
 */
export const unitsOfPartition = 1_000;

/**
 * A new on-demand table takes 4,000 write units a second, and later twice its previous peak if that is half an hour old. A
 * table takes 40,000 by default.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/on-demand-capacity-mode.html
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ServiceQuotas.html
 */
export const newTable: TableLimits = { warmUnits: 4_000, mostUnits: 40_000 };
export const peakIsOldAfterSeconds = 30 * 60;

/**
 * AWS publishes that DynamoDB splits a hot partition, not when. Assumed, from reports of some minutes under constant load.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/bp-partition-key-design.html#bp-partition-key-throughput-bursting
 */
export const splitAfterSeconds = 10 * 60;

/** A new account and a stage without options, in front of a processor with Stripe's limit. */
export const defaultLimits: Limits = {
  method: { perSecond: 500, burst: 1_000 },
  // https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html
  gateway: { perSecond: 10_000, burst: 5_000 },
  // https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
  executions: 1_000,
  // https://docs.aws.amazon.com/lambda/latest/dg/scaling-behavior.html
  newExecutions: { perSecond: 100, burst: 1_000 },
  provisioned: 0,
  // https://docs.stripe.com/rate-limits
  processor: 100,
  payments: newTable,
  events: newTable,
  projections: newTable,
  webhooks: newTable,
  indexShards: 4,
  counterShards: 1,
  batchesPerShard: 1,
  endpoints: 1,
};
