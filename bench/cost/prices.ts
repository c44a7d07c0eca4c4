export type Price = Readonly<{ what: string; dollars: number; per: string; source: string; asOf: string }>;

/** List prices of us-east-1 without free tiers or discounts, in dollars. Check them before you decide by them. */
// biome-ignore format: one price, one line
export const prices = {
  writeUnit: { what: 'DynamoDB on demand, write units', dollars: 0.625, per: 'million', source: 'https://aws.amazon.com/dynamodb/pricing/on-demand/', asOf: '2026-11' },
  readUnit: { what: 'DynamoDB on demand, read units', dollars: 0.125, per: 'million', source: 'https://aws.amazon.com/dynamodb/pricing/on-demand/', asOf: '2026-11' },
  invocation: { what: 'Lambda, requests', dollars: 0.2, per: 'million', source: 'https://aws.amazon.com/lambda/pricing/', asOf: '2026-11' },
  gigabyteSecond: { what: 'Lambda on arm64, time', dollars: 0.0000133334, per: 'GB and second', source: 'https://aws.amazon.com/lambda/pricing/', asOf: '2026-11' },
  restRequest: { what: 'API Gateway, REST API', dollars: 3.5, per: 'million', source: 'https://aws.amazon.com/api-gateway/pricing/', asOf: '2026-11' },
  loggedGigabyte: { what: 'CloudWatch Logs, taken in', dollars: 0.5, per: 'GB', source: 'https://aws.amazon.com/cloudwatch/pricing/', asOf: '2026-11' },
  trace: { what: 'X-Ray, traces recorded', dollars: 5, per: 'million', source: 'https://aws.amazon.com/xray/pricing/', asOf: '2026-11' },
  durableOperation: { what: 'Lambda durable functions, executions started and steps completed', dollars: 8, per: 'million', source: 'https://aws.amazon.com/lambda/pricing/', asOf: '2026-09' },
  durableGigabyteWritten: { what: 'Lambda durable functions, data written', dollars: 0.25, per: 'GB', source: 'https://aws.amazon.com/lambda/pricing/', asOf: '2026-09' },
  durableGigabyteMonth: { what: 'Lambda durable functions, data kept', dollars: 0.15, per: 'GB and month', source: 'https://aws.amazon.com/lambda/pricing/', asOf: '2026-09' },
} as const satisfies Readonly<Record<string, Price>>;

/**
 * What cannot be measured without an account, and is assumed of all alike. AWS does not document how long a checkpoint
 * takes, which bytes of it count as written, or whether an invocation by a known name is charged: a checkpoint is taken
 * for a call to DynamoDB, its payloads are counted, and the invocation is not.
 */
export const assumptions = {
  memoryGb: 0.5,
  /** Of one processor, at 512 MB: 512 / 1769. */
  processorShare: 512 / 1_769,
  /** The median of one PutItem from a function: https://www.alexdebrie.com/posts/dynamodb-transactions-performance/ */
  callMs: 7.6,
  coldShare: 0.005,
  /** Of an execution's data: the default of RetentionPeriodInDays. A month of 30 days. */
  durableMonths: 14 / 30,
  /** Init of an empty Node.js 24 function on arm64; what a function adds to it is measured. */
  emptyInitMs: 124,
  /** START, END and REPORT in text, which our functions switch off. */
  platformLogBytes: 300,
  /** CloudWatch counts so many for each event besides its text. */
  logEventBytes: 26,
  /** The access log's line of a kept stage: lib/access-log.ts with values of common length. */
  accessLogBytes: 380,
} as const;
