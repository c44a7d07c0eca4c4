import { optionalEnv } from './env.ts';

/** All metrics of the service. CloudWatch bills each one per month and per dimension value. */
type MetricName =
  // Per request; latency in milliseconds.
  | 'latency'
  | 'replays'
  | 'conflicts'
  | 'faults'
  | 'forged_events'
  // Per outcome of payments; oldest_open is the age of the oldest open payment in seconds.
  | 'charges'
  | 'declines'
  | 'refunds'
  | 'disputes'
  | 'parked'
  // open disputes whose evidence is due within three days
  | 'disputes_due'
  // due payments that could not be looked at
  | 'looks_failed'
  // seconds by which the first due payment is late that a run of the poller did not get to
  | 'looks_behind'
  // payments that have waited for their processor for two weeks
  | 'waiting_long'
  // answers of processors that cannot be explained: another amount, an unknown state
  | 'unexplained'
  // deliveries that nobody tries any more; seconds by which the oldest attempt is overdue
  | 'dead_deliveries'
  | 'oldest_due'
  // endpoints that were disabled, by a 410 or by five days of failures
  | 'disabled_endpoints'
  | 'oldest_open';

/** Undefined values are not emitted. */
export type Metrics = Readonly<Partial<Record<MetricName, number | undefined>>>;

const namespace = 'PaymentService';

const stage = optionalEnv('STAGE') ?? 'unknown';

/**
 * Log members from which CloudWatch extracts metrics; none if there are no values. `now` is in milliseconds since the
 * epoch.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */
export function embeddedMetrics(values: Metrics, now: number): Record<string, unknown> {
  const given = Object.entries(values).filter(([, value]) => value !== undefined);
  if (given.length === 0) return {};
  // Without units, which would double the length of the line.
  const Metrics = given.map(([Name]) => ({ Name }));
  const CloudWatchMetrics = [{ Namespace: namespace, Dimensions: [['stage']], Metrics }];
  return { ...Object.fromEntries(given), stage, _aws: { Timestamp: now, CloudWatchMetrics } };
}
