import { Stack, type StackProps } from 'aws-cdk-lib';
import { Dashboard, GraphWidget, type IMetric, MathExpression, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { Effect, PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { type ITopic, Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import type { Construct } from 'constructs';
import { addAlarms } from './add-alarms.ts';
import type { AlarmOptions } from './alarm-options.ts';
import { alarmTopicName } from './alarm-topic.ts';
import { alarms } from './alarms.ts';
import { encryptionOf } from './key.ts';
import { type ServiceMetrics, serviceMetrics } from './service-metrics.ts';
import type { Stage } from './stage.ts';

export type ObservabilityStackProps = StackProps & AlarmOptions & Readonly<{ stage: Stage }>;

/** Alarms and dashboard of a stage. They refer to resources by name, never by import, so they block no deployment. */
export class ObservabilityStack extends Stack {
  constructor(scope: Construct, id: string, props: ObservabilityStackProps) {
    const { stage, email, dashboard, accountConcurrency, ...stackProps } = props;
    super(scope, id, stackProps);
    const metrics = serviceMetrics(stage.name, accountConcurrency);
    const known = alarms.filter((line) => stage.emulatorUrl === undefined || !isComputed(line.metric(metrics)));
    const topic = email === undefined ? undefined : this.#topic(stage, email);
    addAlarms(this, known, metrics, { stage, topic });
    if (dashboard) this.#dashboard(stage, metrics);
  }

  /** `enforceSSL` adds a topic policy, which replaces the default one: CloudWatch then needs its own statement. */
  #topic(stage: Stage, email: string): ITopic {
    const { encryptionKey } = encryptionOf(this, stage);
    const topic = new Topic(this, 'Alarms', {
      topicName: alarmTopicName(stage.name),
      enforceSSL: true,
      ...(encryptionKey && { masterKey: encryptionKey }),
    });
    topic.addToResourcePolicy(
      new PolicyStatement({
        effect: Effect.ALLOW,
        principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
        actions: ['sns:Publish'],
        resources: [topic.topicArn],
        conditions: { StringEquals: { 'aws:SourceAccount': this.account } },
      }),
    );
    topic.addSubscription(new EmailSubscription(email));
    return topic;
  }

  #dashboard(stage: Stage, of: ServiceMetrics): void {
    const graph = (title: string, left: IMetric[], right: IMetric[] = []) =>
      new GraphWidget({ title, left, right, width: 12 });
    const ages = ['project-payments', 'deliver'].map((name) => of.worker(name, 'IteratorAge', Stats.MAXIMUM));
    new Dashboard(this, 'Dashboard', {
      dashboardName: `payment-service-${stage.name}`,
      widgets: [
        [
          graph('Charges, declines, refunds, disputes', [
            of.own('charges'),
            of.own('declines'),
            of.own('refunds'),
            of.own('disputes'),
          ]),
          graph('Replays, conflicts, faults', [of.own('replays'), of.own('conflicts'), of.own('faults')]),
        ],
        [
          graph('Requests', [of.api('Count')], [of.api('4XXError'), of.api('5XXError')]),
          graph(
            'Latency (ms)',
            [50, 90, 99].map((percent) => of.own('latency', Stats.p(percent))),
          ),
        ],
        [
          graph('Stream lag (ms), oldest open payment, first look left (s)', ages, [
            of.own('oldest_open', Stats.MAXIMUM),
            of.own('looks_behind', Stats.MAXIMUM),
          ]),
          graph('Dead letters and deliveries, parked, failed looks, waiting long, unexplained', [
            of.deadLetters(),
            of.own('parked'),
            of.own('dead_deliveries'),
            of.own('looks_failed'),
            of.own('waiting_long'),
            of.own('unexplained'),
          ]),
        ],
      ],
    });
  }
}

/** MiniStack (1.5) rejects alarms on math expressions, so they are left out on emulators. */
const isComputed = (metric: IMetric): boolean => metric instanceof MathExpression;
