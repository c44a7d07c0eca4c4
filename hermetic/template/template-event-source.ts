import type { EventSourceDefinition, FunctionDefinition } from './app-definition.ts';
import { pointedAt } from './template-function.ts';
import type { TemplateResource } from './template-resource.ts';

type Destinations = Readonly<{ OnFailure?: Readonly<{ Destination?: string }> }>;

/** Properties that would change what a function is given, and do not run here. */
const unknown = [
  'FilterCriteria',
  'TumblingWindowInSeconds',
  'SelfManagedEventSource',
  'ProvisionedPollerConfig',
  'Queues',
  'Topics',
] as const;

/** The event source that an AWS::Lambda::EventSourceMapping on a DynamoDB stream declares. */
export function eventSourceFrom(
  declaration: TemplateResource,
  functions: readonly FunctionDefinition[],
): EventSourceDefinition {
  const { optional, required, error, logicalId } = declaration;
  for (const property of unknown) {
    if (optional(property) !== undefined) throw error(`${property} does not run here.`);
  }
  const streamArn = required<string>('EventSourceArn');
  const tableName = /:dynamodb:.*:table\/([^/]+)\/stream\//.exec(streamArn)?.[1];
  if (tableName === undefined) throw error(`its source is ${streamArn}: only streams of tables run here.`);
  const parallel = optional<number>('ParallelizationFactor') ?? 1;
  if (parallel !== 1) throw error(`ParallelizationFactor ${parallel} does not run here, only 1 does.`);
  const start = required<string>('StartingPosition');
  if (start !== 'TRIM_HORIZON') throw error(`StartingPosition ${start} does not run here, only TRIM_HORIZON does.`);
  const called = pointedAt(declaration, required('FunctionName'), functions);
  return {
    logicalId,
    tableName,
    streamArn,
    functionLogicalId: called.logicalId,
    functionName: called.name,
    batchSize: optional<number>('BatchSize') ?? 100,
    windowMs: 1000 * (optional<number>('MaximumBatchingWindowInSeconds') ?? 0),
    maxRetries: bound(optional<number>('MaximumRetryAttempts')),
    maxAgeMs: 1000 * bound(optional<number>('MaximumRecordAgeInSeconds')),
    bisects: optional<boolean>('BisectBatchOnFunctionError') ?? false,
    reportsFailures: optional<string[]>('FunctionResponseTypes')?.includes('ReportBatchItemFailures') ?? false,
    onFailure: optional<Destinations>('DestinationConfig')?.OnFailure?.Destination,
  };
}

/** -1 stands for no bound, as in the template. */
const bound = (value = -1): number => (value < 0 ? Number.POSITIVE_INFINITY : value);
