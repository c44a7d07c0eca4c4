import { optionalEnv } from './env.ts';

/** All metrics of the service. Each is paid for by the month, and once more for every value of a dimension. */
type MetricName =
  // of one request; the latency in milliseconds
  | 'latency'
  | 'replays'
  | 'conflicts'
  | 'faults'
  // of what became of payments; how long the oldest open one has been so, in seconds
  | 'charges'
  | 'declines'
  | 'refunds'
  | 'parked'
  // payments that have waited for their processor for two weeks
  | 'waiting_long'
  // answers of processors that cannot be explained: another amount, an unknown state
  | 'unexplained'
  | 'undelivered'
  | 'oldest_open';

/** Values by name; a count of nothing is left out. */
export type Metrics = Readonly<Partial<Record<MetricName, number | undefined>>>;

const namespace = 'PaymentService';

const stage = optionalEnv('STAGE') ?? 'unknown';

/**
 * Members that make CloudWatch take values out of a log line as metrics; no values, no members. `now` is in milliseconds
 * since the epoch.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */
export function embeddedMetrics(values: Metrics, now: number): Record<string, unknown> {
  const given = Object.entries(values).filter(([, value]) => value !== undefined);
  if (given.length === 0) return {};
  // Units would be as long as the rest of a line.
  const Metrics = given.map(([Name]) => ({ Name }));
  const CloudWatchMetrics = [{ Namespace: namespace, Dimensions: [['stage']], Metrics }];
  return { ...Object.fromEntries(given), stage, _aws: { Timestamp: now, CloudWatchMetrics } };
}
