import type { CreateTableCommandInput } from '@aws-sdk/client-dynamodb';

/** What the templates declare, with every intrinsic resolved: all that the hermetic environment runs. */
export type AppDefinition = Readonly<{
  stage: string;
  tables: readonly CreateTableCommandInput[];
  expiries: readonly ExpiryDefinition[];
  /** By logical id, of all stacks. */
  functions: ReadonlyMap<string, FunctionDefinition>;
  apis: readonly ApiDefinition[];
  eventSources: readonly EventSourceDefinition[];
  schedules: readonly ScheduleDefinition[];
}>;

export type FunctionDefinition = Readonly<{
  logicalId: string;
  /** The physical name, as in AWS_LAMBDA_FUNCTION_NAME. */
  name: string;
  /** Folder of the asset that the template names. */
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
  /** Where it would be found if it were deployed: what other functions are told. */
  address: string;
  binaryMediaTypes: readonly string[];
  routes: readonly RouteDefinition[];
  /** What each method takes at most. */
  throttle: Readonly<{ perSecond: number; burst: number }> | undefined;
  /** By type: what its own refusals look like. */
  gatewayResponses: ReadonlyMap<string, GatewayResponseDefinition>;
}>;

export type GatewayResponseDefinition = Readonly<{
  status: number | undefined;
  headers: Readonly<Record<string, string>>;
  /** With the placeholders that it is filled in by. */
  template: Readonly<{ contentType: string; text: string }> | undefined;
}>;

export type RouteDefinition = Readonly<{
  method: string;
  /** `/payments/{payment_id}` */
  path: string;
  resourceId: string;
  functionLogicalId: string;
}>;

/** A function that is given what happens to the items of a table, in order. */
export type EventSourceDefinition = Readonly<{
  logicalId: string;
  tableName: string;
  /** As the function sees it in its records. */
  streamArn: string;
  functionLogicalId: string;
  functionName: string;
  batchSize: number;
  windowMs: number;
  /** Infinity without a bound. */
  maxRetries: number;
  maxAgeMs: number;
  bisects: boolean;
  /** The function may say which records failed. */
  reportsFailures: boolean;
  /** Where it goes what failed too often: an ARN. */
  onFailure: string | undefined;
}>;

/** Items of a table that DynamoDB deletes once the time in an attribute (seconds since the epoch) has passed. */
export type ExpiryDefinition = Readonly<{ tableName: string; attribute: string }>;

export type ScheduleDefinition = Readonly<{
  name: string;
  ruleArn: string;
  functionLogicalId: string;
  functionName: string;
  everyMs: number;
}>;
