import { Duration } from 'aws-cdk-lib';
import { type IMetric, MathExpression, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { type ServiceMetrics, sumOf } from './service-metrics.ts';
import { type TableName, tableDefinitions, tableNames } from './table-definitions.ts';
import { workers } from './workers.ts';

export type AlarmDefinition<Source = ServiceMetrics> = Readonly<{
  /** Suffix of the alarm's name, and the heading of its runbook in docs/operations.md. */
  name: string;
  metric: (of: Source) => IMetric;
  /** The alarm fires above this value, or below it if `below` is set. */
  threshold: number;
  below?: true;
  /** Fires when the threshold is breached in `bad` of the last `of` minutes, or of the metric's own periods if they are longer. */
  minutes: readonly [bad: number, of: number];
  /** Treat missing data as a breach. */
  silenceIsBad?: true;
}>;

const followers = workers.flatMap(({ name, on }) => ('stream' in on ? [{ name, stream: on.stream }] : []));

/** An index of each table with a stream. A write that is refused changes no index, and each write that changes one is in the stream. */
const writtenIndexes = { payments: 'by-time', events: 'by-day' } as const satisfies Partial<Record<TableName, string>>;

/**
 * Above 0 where the table was written to and its stream's worker did not run: only runs have a metric of their lag. `SUM` takes a metric
 * without data for 0 (docs/decisions/0746).
 */
const unreadWrites =
  ({ name, stream }: (typeof followers)[number]) =>
  (of: ServiceMetrics) => {
    const period = Duration.minutes(15);
    const index = { GlobalSecondaryIndexName: writtenIndexes[stream] };
    return new MathExpression({
      expression: 'SUM([written, runs * -1000000000])',
      usingMetrics: {
        written: of.table(stream, 'ConsumedWriteCapacityUnits', index).with({ period }),
        runs: of.worker(name, 'Invocations').with({ period }),
      },
      label: `writes to ${stream} without a run of ${name}`,
      period,
    });
  };

/** Detects card testing: most of at least 20 payments are declined. A few declines are normal. */
const declineShare = (of: ServiceMetrics) =>
  new MathExpression({
    expression: 'IF(FILL(declines, 0) + FILL(charges, 0) >= 20, declines / (FILL(charges, 0) + declines), 0)',
    usingMetrics: {
      declines: of.own('declines').with({ period: Duration.minutes(5) }),
      charges: of.own('charges').with({ period: Duration.minutes(5) }),
    },
    label: 'share of payments declined',
    period: Duration.minutes(5),
  });

const throttledWrites = (of: ServiceMetrics) =>
  sumOf('throttled reads and writes', [
    ...tableNames
      .filter((table) => tableDefinitions[table].throttlingAlarm !== 'derived')
      .flatMap((table) => [of.table(table, 'ReadThrottleEvents'), of.table(table, 'WriteThrottleEvents')]),
    ...tableNames
      .filter((table) => tableDefinitions[table].throttlingAlarm === 'table and indexes')
      .flatMap((table) =>
        Object.keys(tableDefinitions[table].indexes).map((GlobalSecondaryIndexName) =>
          of.table(table, 'WriteThrottleEvents', { GlobalSecondaryIndexName }),
        ),
      ),
  ]);

/** A payment waits for none of these tables; lists, events, counters and webhooks do. */
const throttledDerivations = (of: ServiceMetrics) =>
  sumOf(
    'throttled reads and writes',
    tableNames
      .filter((table) => tableDefinitions[table].throttlingAlarm === 'derived')
      .flatMap((table) => [
        of.table(table, 'ReadThrottleEvents'),
        of.table(table, 'WriteThrottleEvents'),
        ...Object.keys(tableDefinitions[table].indexes).map((GlobalSecondaryIndexName) =>
          of.table(table, 'WriteThrottleEvents', { GlobalSecondaryIndexName }),
        ),
      ]),
  );

/** Share of failed requests, over hours. */
const failedOver = (hours: number) => (of: ServiceMetrics) =>
  of.api('5XXError', Stats.AVERAGE).with({ period: Duration.hours(hours) });

const storeErrors = (of: ServiceMetrics) =>
  sumOf(
    'DynamoDB server errors',
    ['GetItem', 'PutItem', 'UpdateItem', 'Query'].map((Operation) =>
      of.table('payments', 'SystemErrors', { Operation }),
    ),
  );

/** All alarms of the observability stack. A new one needs one line here and one runbook section in docs/operations.md. */
// biome-ignore format: one alarm, one line
export const alarms: readonly AlarmDefinition[] = [
  { name: 'api-5xx', metric: (of) => of.api('5XXError', Stats.AVERAGE), threshold: 0.01, minutes: [3, 5] },
  { name: 'faults', metric: (of) => of.own('faults'), threshold: 5, minutes: [3, 5] },
  // One request in 1,000 may fail in 30 days (docs/operations.md). 14.4 times that for an hour is 2 % of the budget, 6 times for six hours is 5 %: https://sre.google/workbook/alerting-on-slos/
  { name: 'slo-burn-fast', metric: failedOver(1), threshold: 0.0144, minutes: [1, 1] },
  { name: 'slo-burn-slow', metric: failedOver(6), threshold: 0.006, minutes: [1, 1] },
  { name: 'api-4xx', metric: (of) => of.api('4XXError', Stats.AVERAGE), threshold: 0.5, minutes: [10, 15] },
  { name: 'api-latency', metric: (of) => of.api('Latency', Stats.p(99)), threshold: 5_000, minutes: [5, 10] },
  { name: 'lambda-throttles', metric: (of) => of.lambda('Throttles'), threshold: 0, minutes: [2, 5] },
  { name: 'concurrency-near-limit', metric: (of) => of.concurrencyShare(), threshold: 0.8, minutes: [3, 5] },
  { name: 'forged-events', metric: (of) => of.own('forged_events'), threshold: 10, minutes: [3, 5] },
  { name: 'declines', metric: declineShare, threshold: 0.5, minutes: [2, 3] },
  ...followers.map(({ name }): AlarmDefinition => ({ name: `${name}-behind`, metric: (of) => of.worker(name, 'IteratorAge', Stats.MAXIMUM), threshold: 60_000, minutes: [5, 5] })),
  ...followers.map(({ name }): AlarmDefinition => ({ name: `${name}-failing`, metric: (of) => of.worker(name, 'Errors'), threshold: 0, minutes: [3, 5] })),
  // Twice in three hours: once may be a write whose run is counted in the next period.
  ...followers.map((follower): AlarmDefinition => ({ name: `${follower.name}-not-running`, metric: unreadWrites(follower), threshold: 0, minutes: [2, 12] })),
  { name: 'seal-days-failing', metric: (of) => of.worker('seal-days', 'Errors'), threshold: 0, minutes: [1, 1] },
  // None in 30 hours: a run that is minutes later than that of the day before must not count as missing.
  { name: 'seal-days-not-running', metric: (of) => of.worker('seal-days', 'Invocations').with({ period: Duration.hours(6) }), threshold: 1, below: true, minutes: [5, 5], silenceIsBad: true },
  { name: 'disputes', metric: (of) => of.own('disputes'), threshold: 0, minutes: [1, 1] },
  { name: 'disputes-due', metric: (of) => of.own('disputes_due', Stats.MAXIMUM).with({ period: Duration.days(1) }), threshold: 0, minutes: [1, 1] },
  { name: 'dead-letters', metric: (of) => of.deadLetters(), threshold: 0, minutes: [1, 1] },
  { name: 'parked-records', metric: (of) => of.own('parked'), threshold: 0, minutes: [1, 1] },
  { name: 'dead-deliveries', metric: (of) => of.own('dead_deliveries'), threshold: 0, minutes: [1, 1] },
  { name: 'disabled-endpoints', metric: (of) => of.own('disabled_endpoints'), threshold: 0, minutes: [1, 1] },
  { name: 'webhook-lag', metric: (of) => of.own('oldest_due', Stats.MAXIMUM), threshold: 3_600, minutes: [3, 5] },
  { name: 'redeliver-failing', metric: (of) => of.worker('redeliver', 'Errors'), threshold: 0, minutes: [3, 5] },
  { name: 'redeliver-not-running', metric: (of) => of.worker('redeliver', 'Invocations'), threshold: 1, below: true, minutes: [5, 5], silenceIsBad: true },
  { name: 'sweeper-failing', metric: (of) => of.worker('sweep-payments', 'Errors'), threshold: 0, minutes: [3, 5] },
  { name: 'sweeper-not-running', metric: (of) => of.worker('sweep-payments', 'Invocations'), threshold: 1, below: true, minutes: [5, 5], silenceIsBad: true },
  { name: 'stuck-payments', metric: (of) => of.own('oldest_open', Stats.MAXIMUM), threshold: 600, minutes: [3, 5] },
  { name: 'poller-failing', metric: (of) => of.worker('poll-payments', 'Errors'), threshold: 0, minutes: [3, 5] },
  { name: 'poller-not-running', metric: (of) => of.worker('poll-payments', 'Invocations'), threshold: 1, below: true, minutes: [5, 5], silenceIsBad: true },
  { name: 'looks-behind', metric: (of) => of.own('looks_behind', Stats.MAXIMUM), threshold: 600, minutes: [3, 5] },
  { name: 'looks-failing', metric: (of) => of.own('looks_failed'), threshold: 0, minutes: [3, 15] },
  { name: 'waiting-payments', metric: (of) => of.own('waiting_long'), threshold: 0, minutes: [1, 1] },
  { name: 'unexplained-answers', metric: (of) => of.own('unexplained'), threshold: 0, minutes: [1, 1] },
  { name: 'dynamodb-throttles', metric: throttledWrites, threshold: 0, minutes: [2, 5] },
  { name: 'derived-throttles', metric: throttledDerivations, threshold: 0, minutes: [2, 5] },
  { name: 'dynamodb-errors', metric: storeErrors, threshold: 0, minutes: [2, 5] },
];
