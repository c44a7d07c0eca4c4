import type { CreateTableCommandInput } from '@aws-sdk/client-dynamodb';

/** Everything that the runtime runs: what an app's templates declare, with all intrinsics resolved. */
export type AppDefinition = Readonly<{
  stage: string;
  tables: readonly CreateTableCommandInput[];
  expiries: readonly ExpiryDefinition[];
  /** By logical id, across all stacks. */
  functions: ReadonlyMap<string, FunctionDefinition>;
  apis: readonly ApiDefinition[];
  eventSources: readonly EventSourceDefinition[];
  schedules: readonly ScheduleDefinition[];
}>;

export type FunctionDefinition = Readonly<{
  logicalId: string;
  /** The physical name, as in AWS_LAMBDA_FUNCTION_NAME. */
  name: string;
  /** Folder of its asset. */
  codeDir: string;
  /** `index.handler` */
  handler: string;
  runtime: string;
  timeoutMs: number;
  memoryMb: number;
  environment: Readonly<Record<string, string>>;
  loggingFormat: 'JSON' | 'Text';
  applicationLogLevel: string | undefined;
}>;

export type ApiDefinition = Readonly<{
  logicalId: string;
  name: string;
  stage: string;
  /** Its URL on AWS, which other functions' environments contain. */
  address: string;
  binaryMediaTypes: readonly string[];
  routes: readonly RouteDefinition[];
  /** Its requests are traced, as a stage's TracingEnabled says. */
  isTraced: boolean;
  /** Applies to each method separately, except those with a limit of their own. */
  throttle: Throttle | undefined;
  /** By response type, such as `THROTTLED`. */
  gatewayResponses: ReadonlyMap<string, GatewayResponseDefinition>;
}>;

export type GatewayResponseDefinition = Readonly<{
  status: number | undefined;
  headers: Readonly<Record<string, string>>;
  /** Contains `$context` placeholders. */
  template: Readonly<{ contentType: string; text: string }> | undefined;
}>;

export type RouteDefinition = Readonly<{
  method: string;
  /** `/orders/{order_id}` */
  path: string;
  resourceId: string;
  functionLogicalId: string;
  /** Its own limit. */
  throttle?: Throttle | undefined;
}>;

/** Requests per second, and at once. */
export type Throttle = Readonly<{ perSecond: number; burst: number }>;

/** A function that consumes a table's stream. */
export type EventSourceDefinition = Readonly<{
  logicalId: string;
  tableName: string;
  /** As in the records that the function receives. */
  streamArn: string;
  functionLogicalId: string;
  functionName: string;
  batchSize: number;
  windowMs: number;
  /** Infinity if unlimited. */
  maxRetries: number;
  maxAgeMs: number;
  bisects: boolean;
  /** The function answers with the records that failed (ReportBatchItemFailures). */
  reportsFailures: boolean;
  /** ARN of the dead-letter destination. */
  onFailure: string | undefined;
}>;

/** A table's time to live: the attribute holds seconds since the epoch. */
export type ExpiryDefinition = Readonly<{ tableName: string; attribute: string }>;

export type ScheduleDefinition = Readonly<{
  name: string;
  ruleArn: string;
  functionLogicalId: string;
  functionName: string;
  everyMs: number;
}>;
