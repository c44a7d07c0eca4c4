import { Duration } from 'aws-cdk-lib';
import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { EventSourceMapping, StartingPosition } from 'aws-cdk-lib/aws-lambda';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { ServiceFunction, type Surroundings } from './service-function.ts';
import type { WorkerLine } from './workers.ts';

type Followed = Extract<WorkerLine['on'], { stream: string }>;

/** One worker whole: its function, and what makes it run. What a stream's worker cannot do is parked in a queue. */
export class Worker extends ServiceFunction {
  constructor(
    scope: Construct,
    { name, on, may, calls, asksProcessor }: WorkerLine,
    deadLetters: Queue,
    surroundings: Surroundings,
  ) {
    const isStream = 'stream' in on;
    const description = isStream ? `on the stream of ${on.stream}` : `every ${on.everyMinutes} min`;
    super(scope, { name, description, may, calls, asksProcessor, timeoutSeconds: isStream ? 30 : 60 }, surroundings);
    if (isStream) {
      const table = surroundings.tables[on.stream];
      if (table?.tableStreamArn === undefined) throw new Error(`${name} waits for ${on.stream}, which has no stream`);
      this.#readStream(table.tableStreamArn, on, deadLetters);
    } else {
      new Rule(this, 'Schedule', {
        schedule: Schedule.rate(Duration.minutes(on.everyMinutes)),
        targets: [new LambdaFunction(this.lambda)],
      });
    }
  }

  /** By hand, because `DynamoEventSource` grants ListStreams on everything. Lambda does not need it: the stream is given. */
  #readStream(streamArn: string, { batchSize, retries }: Followed, deadLetters: Queue): void {
    this.role.addToPolicy(
      new PolicyStatement({
        actions: ['dynamodb:DescribeStream', 'dynamodb:GetRecords', 'dynamodb:GetShardIterator'],
        resources: [streamArn],
      }),
    );
    this.role.addToPolicy(new PolicyStatement({ actions: ['sqs:SendMessage'], resources: [deadLetters.queueArn] }));
    // Without these bounds one record that cannot be read would block its shard for a day.
    new EventSourceMapping(this, 'Stream', {
      target: this.lambda,
      eventSourceArn: streamArn,
      startingPosition: StartingPosition.TRIM_HORIZON,
      batchSize,
      maxBatchingWindow: Duration.seconds(0),
      parallelizationFactor: 1,
      reportBatchItemFailures: true,
      bisectBatchOnError: true,
      ...(retries === undefined ? {} : { retryAttempts: retries }),
      maxRecordAge: Duration.hours(6),
      onFailure: { bind: () => ({ destination: deadLetters.queueArn }) },
    });
  }
}
