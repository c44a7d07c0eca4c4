import { Duration } from 'aws-cdk-lib';
import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { CfnEventSourceMapping, EventSourceMapping, StartingPosition } from 'aws-cdk-lib/aws-lambda';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { ServiceFunction, type SharedFunctionProps } from './service-function.ts';
import type { WorkerDefinition } from './workers.ts';

type StreamTrigger = Extract<WorkerDefinition['on'], { stream: string }>;

const unlimited = -1;
/** Lambda gives a function this share of a processor by its memory: https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html */
const wholeProcessorMib = 1_769;

/** A worker: its function and its trigger. Batches that a stream worker keeps failing on go to the dead-letter queue. */
export class Worker extends ServiceFunction {
  constructor(
    scope: Construct,
    { name, on, may, calls, asksProcessor, putsEvents, readsDays }: WorkerDefinition,
    deadLetters: Queue,
    shared: SharedFunctionProps,
  ) {
    const isStream = 'stream' in on;
    const description = isStream ? `Reads the stream of ${on.stream}` : `Runs every ${on.everyMinutes} min`;
    const timeoutSeconds = readsDays ? 900 : isStream ? 30 : 60;
    const memoryMib = readsDays ? wholeProcessorMib : undefined;
    const reservedExecutions = shared.stage.workerConcurrency;
    super(
      scope,
      { name, description, may, calls, asksProcessor, putsEvents, timeoutSeconds, memoryMib, reservedExecutions },
      shared,
    );
    if (isStream) {
      const table = shared.tables[on.stream];
      if (table?.tableStreamArn === undefined)
        throw new Error(`${name} reads the stream of ${on.stream}, which has none`);
      this.#readStream(table.tableStreamArn, on, deadLetters);
    } else {
      new Rule(this, 'Schedule', {
        schedule: Schedule.rate(Duration.minutes(on.everyMinutes)),
        targets: [new LambdaFunction(this.lambda)],
      });
    }
  }

  /** Not `DynamoEventSource`, which grants ListStreams on `*`. Lambda does not need that action, as it gets the stream's ARN. */
  #readStream(streamArn: string, { batchSize }: StreamTrigger, deadLetters: Queue): void {
    this.role.addToPolicy(
      new PolicyStatement({
        actions: ['dynamodb:DescribeStream', 'dynamodb:GetRecords', 'dynamodb:GetShardIterator'],
        resources: [streamArn],
      }),
    );
    this.role.addToPolicy(new PolicyStatement({ actions: ['sqs:SendMessage'], resources: [deadLetters.queueArn] }));
    // No limit of retries: a store that fails for some minutes would use it up for all records of that time (docs/decisions/0747).
    // Without a limit of age, a record that always fails would block its shard until the stream drops it after 24 h.
    const mapping = new EventSourceMapping(this, 'Stream', {
      target: this.lambda,
      eventSourceArn: streamArn,
      startingPosition: StartingPosition.TRIM_HORIZON,
      batchSize,
      maxBatchingWindow: Duration.seconds(0),
      parallelizationFactor: 1,
      reportBatchItemFailures: true,
      bisectBatchOnError: true,
      maxRecordAge: Duration.hours(6),
      onFailure: { bind: () => ({ destination: deadLetters.queueArn }) },
    });
    // Said in the template, because a property that a release leaves out may keep the value of the release before.
    const { defaultChild } = mapping.node;
    if (defaultChild instanceof CfnEventSourceMapping) defaultChild.maximumRetryAttempts = unlimited;
  }
}
