import { Duration, Stack, type StackProps } from 'aws-cdk-lib';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import type { Surroundings } from './service-function.ts';
import { deadLetterQueueName } from './service-metrics.ts';
import { Worker } from './worker.ts';
import { workers } from './workers.ts';

export type WorkersStackProps = StackProps & Readonly<{ surroundings: Surroundings }>;

/** What follows from payments: it goes on while the API is deployed, changed or gone. */
export class WorkersStack extends Stack {
  constructor(scope: Construct, id: string, { surroundings, ...props }: WorkersStackProps) {
    super(scope, id, props);
    // The longest that SQS keeps anything: somebody has to look at it before.
    const deadLetters = new Queue(this, 'DeadLetters', {
      queueName: deadLetterQueueName(surroundings.stage.name),
      retentionPeriod: Duration.days(14),
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
    });
    for (const line of workers) new Worker(this, line, deadLetters, surroundings);
  }
}
