export type Price = Readonly<{ what: string; dollars: number; per: string; source: string; asOf: string }>;

/** List prices of us-east-1 in dollars, without free tiers and discounts. Check them before you base a decision on them. */
// biome-ignore format: one price, one line
export const prices = {
  writeUnit: { what: 'DynamoDB on demand, write units', dollars: 0.625, per: 'million', source: 'https://aws.amazon.com/dynamodb/pricing/on-demand/', asOf: '2026-11' },
  readUnit: { what: 'DynamoDB on demand, read units', dollars: 0.125, per: 'million', source: 'https://aws.amazon.com/dynamodb/pricing/on-demand/', asOf: '2026-11' },
  invocation: { what: 'Lambda, requests', dollars: 0.2, per: 'million', source: 'https://aws.amazon.com/lambda/pricing/', asOf: '2026-11' },
  gigabyteSecond: { what: 'Lambda on arm64, time', dollars: 0.0000133334, per: 'GB and second', source: 'https://aws.amazon.com/lambda/pricing/', asOf: '2026-11' },
  restRequest: { what: 'API Gateway, REST API', dollars: 3.5, per: 'million', source: 'https://aws.amazon.com/api-gateway/pricing/', asOf: '2026-11' },
  loggedGigabyte: { what: 'CloudWatch Logs, ingestion', dollars: 0.5, per: 'GB', source: 'https://aws.amazon.com/cloudwatch/pricing/', asOf: '2026-11' },
  alarmMetric: { what: 'CloudWatch, metrics that alarms evaluate', dollars: 0.1, per: 'metric and month', source: 'https://aws.amazon.com/cloudwatch/pricing/', asOf: '2026-11' },
  customMetric: { what: 'CloudWatch, custom metrics', dollars: 0.3, per: 'metric and month', source: 'https://aws.amazon.com/cloudwatch/pricing/', asOf: '2026-11' },
  dashboard: { what: 'CloudWatch, dashboards', dollars: 3, per: 'dashboard and month', source: 'https://aws.amazon.com/cloudwatch/pricing/', asOf: '2026-11' },
  secret: { what: 'Secrets Manager, secrets', dollars: 0.4, per: 'secret and month', source: 'https://aws.amazon.com/secrets-manager/pricing/', asOf: '2026-11' },
  storedGigabyte: { what: 'DynamoDB, data', dollars: 0.25, per: 'GB and month', source: 'https://aws.amazon.com/dynamodb/pricing/on-demand/', asOf: '2026-11' },
  recoverableGigabyte: { what: 'DynamoDB, point-in-time recovery', dollars: 0.2, per: 'GB and month', source: 'https://aws.amazon.com/dynamodb/pricing/on-demand/', asOf: '2026-11' },
  trace: { what: 'X-Ray, traces recorded', dollars: 5, per: 'million', source: 'https://aws.amazon.com/xray/pricing/', asOf: '2026-11' },
  durableOperation: { what: 'Lambda durable functions, executions started and steps completed', dollars: 8, per: 'million', source: 'https://aws.amazon.com/lambda/pricing/', asOf: '2026-09' },
  durableGigabyteWritten: { what: 'Lambda durable functions, data written', dollars: 0.25, per: 'GB', source: 'https://aws.amazon.com/lambda/pricing/', asOf: '2026-09' },
  durableGigabyteMonth: { what: 'Lambda durable functions, data kept', dollars: 0.15, per: 'GB and month', source: 'https://aws.amazon.com/lambda/pricing/', asOf: '2026-09' },
} as const satisfies Readonly<Record<string, Price>>;

/**
 * Assumptions for what cannot be measured without an AWS account, the same for all subjects. AWS does not document the
 * latency of a checkpoint, which of its bytes count as written, or whether invoking a known execution name is billed. So a
 * checkpoint counts like a DynamoDB call, its payloads count as written, and such an invocation is free.
 */
export const assumptions = {
  memoryGb: 0.5,
  /** Share of a vCPU at 512 MB: Lambda gives a full one at 1,769 MB. */
  processorShare: 512 / 1_769,
  /** Median latency of PutItem from a function: https://www.alexdebrie.com/posts/dynamodb-transactions-performance/ */
  callMs: 7.6,
  coldShare: 0.005,
  /** Retention of execution data: the default RetentionPeriodInDays, in months of 30 days. */
  durableMonths: 14 / 30,
  /** Init of an empty Node.js 24 function on arm64. The additional init of each function is measured. */
  emptyInitMs: 124,
  /** START, END and REPORT as text. Our functions turn them off. */
  platformLogBytes: 300,
  /** Overhead that CloudWatch bills per log event. */
  logEventBytes: 26,
  /** Access log line of a kept stage (lib/access-log.ts) with typical values. */
  accessLogBytes: 380,
  /** Metrics that exist without payments: the sweeper and redeliver write one in each run, the poller one each hour. And all, with payments. */
  customMetrics: { idle: 3, busy: 18 },
} as const;
