import type { EventSourceDefinition, FunctionDefinition } from './app-definition.ts';
import { referencedFunction } from './template-function.ts';
import type { TemplateResource } from './template-resource.ts';

type Destinations = Readonly<{ OnFailure?: Readonly<{ Destination?: string }> }>;

/** Properties that would change which records a function receives, or when. */
const unsupported = [
  'FilterCriteria',
  'TumblingWindowInSeconds',
  'SelfManagedEventSource',
  'ProvisionedPollerConfig',
  'Queues',
  'Topics',
] as const;

/** Reads an AWS::Lambda::EventSourceMapping on a DynamoDB stream. One that is not enabled reads nothing. */
export function eventSourceFrom(
  resource: TemplateResource,
  functions: readonly FunctionDefinition[],
): readonly EventSourceDefinition[] {
  const { optional, required, refuse, error, logicalId } = resource;
  if (optional<boolean>('Enabled') === false) return [];
  refuse(unsupported);
  const streamArn = required<string>('EventSourceArn');
  const tableName = /:dynamodb:.*:table\/([^/]+)\/stream\//.exec(streamArn)?.[1];
  if (tableName === undefined) throw error(`its source is ${streamArn}: only streams of tables are supported.`);
  const parallel = optional<number>('ParallelizationFactor') ?? 1;
  if (parallel !== 1) throw error(`ParallelizationFactor ${parallel} is not supported, only 1.`);
  const start = required<string>('StartingPosition');
  if (start !== 'TRIM_HORIZON') throw error(`StartingPosition ${start} is not supported, only TRIM_HORIZON.`);
  const called = referencedFunction(resource, required('FunctionName'), functions);
  const source: EventSourceDefinition = {
    logicalId,
    tableName,
    streamArn,
    functionLogicalId: called.logicalId,
    functionName: called.name,
    batchSize: optional<number>('BatchSize') ?? 100,
    windowMs: 1000 * (optional<number>('MaximumBatchingWindowInSeconds') ?? 0),
    maxRetries: limit(optional<number>('MaximumRetryAttempts')),
    maxAgeMs: 1000 * limit(optional<number>('MaximumRecordAgeInSeconds')),
    bisects: optional<boolean>('BisectBatchOnFunctionError') ?? false,
    reportsFailures: optional<string[]>('FunctionResponseTypes')?.includes('ReportBatchItemFailures') ?? false,
    onFailure: optional<Destinations>('DestinationConfig')?.OnFailure?.Destination,
  };
  return [source];
}

/** In templates, -1 means unlimited. */
const limit = (value = -1): number => (value < 0 ? Number.POSITIVE_INFINITY : value);
