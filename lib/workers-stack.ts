import { Duration, Stack, type StackProps } from 'aws-cdk-lib';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import type { SharedFunctionProps } from './service-function.ts';
import { deadLetterQueueName } from './service-metrics.ts';
import { Worker } from './worker.ts';
import { workers } from './workers.ts';

export type WorkersStackProps = StackProps & Readonly<{ shared: SharedFunctionProps }>;

/** Workers on the payments stream and on a schedule. A stack of its own, so they run on while the API is redeployed. */
export class WorkersStack extends Stack {
  constructor(scope: Construct, id: string, { shared, ...props }: WorkersStackProps) {
    super(scope, id, props);
    // SQS's maximum: an operator has to look at dead letters within this time.
    const deadLetters = new Queue(this, 'DeadLetters', {
      queueName: deadLetterQueueName(shared.stage.name),
      retentionPeriod: Duration.days(14),
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
    });
    for (const line of workers) new Worker(this, line, deadLetters, shared);
  }
}
