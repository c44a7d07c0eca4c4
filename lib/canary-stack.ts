import { Stack, type StackProps } from 'aws-cdk-lib';
import { Alarm, ComparisonOperator, type IMetric, Stats, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { LambdaApplication, LambdaDeploymentConfig, LambdaDeploymentGroup } from 'aws-cdk-lib/aws-codedeploy';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { Alias } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import { serviceMetrics } from './service-metrics.ts';
import type { Stage } from './stage.ts';

export type CanaryStackProps = StackProps & Readonly<{ stage: Stage }>;

/**
 * Releases functions step by step: a new version gets a tenth of the requests for ten minutes, and nothing more if an alarm
 * fires. Its alarms are faster than those of lib/alarms.ts, which would fire when the ten minutes are nearly over. A stack of
 * its own, which stays deployed when the canary is switched off: function stacks that still import from it are deployed later.
 */
export class CanaryStack extends Stack {
  readonly #application: LambdaApplication;
  readonly #role: Role;
  readonly #alarms: readonly Alarm[];

  constructor(scope: Construct, id: string, { stage, ...props }: CanaryStackProps) {
    super(scope, id, props);
    this.#application = new LambdaApplication(this, 'Application', {
      applicationName: `payment-service-${stage.name}`,
    });
    this.#role = new Role(this, 'Role', { assumedBy: new ServicePrincipal('codedeploy.amazonaws.com') });
    const of = serviceMetrics(stage.name);
    this.#alarms = [
      this.#alarm('canary-5xx', stage, of.api('5XXError', Stats.AVERAGE), 0.01),
      // gRPC-Web answers 200 even for a failed call.
      this.#alarm('canary-faults', stage, of.own('faults'), 5),
    ];
  }

  /** Has CodeDeploy move the alias to the function's new version, from the stack of the function. */
  release(name: string, alias: Alias): void {
    new LambdaDeploymentGroup(alias, 'Canary', {
      application: this.#application,
      deploymentGroupName: name,
      role: this.#role,
      alias,
      alarms: [...this.#alarms],
      deploymentConfig: LambdaDeploymentConfig.CANARY_10PERCENT_10MINUTES,
    });
  }

  #alarm(name: string, stage: Stage, metric: IMetric, threshold: number): Alarm {
    return new Alarm(this, name, {
      alarmName: `payment-service-${stage.name}-${name}`,
      alarmDescription: 'Rolls a release back: docs/deploy.md#a-release-that-goes-back',
      metric,
      threshold,
      evaluationPeriods: 3,
      datapointsToAlarm: 2,
      comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
      treatMissingData: TreatMissingData.NOT_BREACHING,
    });
  }
}
