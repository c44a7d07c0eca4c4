import { Alarm, ComparisonOperator, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import type { AlarmDefinition } from './alarms.ts';
import type { Stage } from './stage.ts';

/** Adds alarms on the metrics of `of`. They notify the topic when they fire and when they recover. */
export function addAlarms<Source>(
  scope: Construct,
  definitions: readonly AlarmDefinition<Source>[],
  of: Source,
  { stage, topic }: Readonly<{ stage: Stage; topic: ITopic | undefined }>,
): readonly Alarm[] {
  return definitions.map(({ name, metric, threshold, below, minutes, silenceIsBad }) => {
    const [datapointsToAlarm, evaluationPeriods] = minutes;
    const alarm = new Alarm(scope, name, {
      alarmName: `payment-service-${stage.name}-${name}`,
      alarmDescription: `Runbook: docs/operations.md#${name}`,
      metric: metric(of),
      threshold,
      datapointsToAlarm,
      evaluationPeriods,
      comparisonOperator: below ? ComparisonOperator.LESS_THAN_THRESHOLD : ComparisonOperator.GREATER_THAN_THRESHOLD,
      treatMissingData: silenceIsBad ? TreatMissingData.BREACHING : TreatMissingData.NOT_BREACHING,
    });
    if (topic !== undefined) {
      alarm.addAlarmAction(new SnsAction(topic));
      alarm.addOkAction(new SnsAction(topic));
    }
    return alarm;
  });
}
