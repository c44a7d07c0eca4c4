import { Duration } from 'aws-cdk-lib';
import { Metric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { type EventPattern, Rule } from 'aws-cdk-lib/aws-events';
import type { Construct } from 'constructs';
import type { AlarmDefinition } from './alarms.ts';

type JobRules = Readonly<{ failed: Rule; completed: Rule }>;
type VaultNames = Readonly<{ backupVaultName: string; backupVaultArn: string }>;

/** Alarms of the backup stack: each has a runbook in docs/operations.md. */
// biome-ignore format: one alarm, one line
export const backupAlarms: readonly AlarmDefinition<JobRules>[] = [
  { name: 'backup-failed', metric: ({ failed }) => matchesOf(failed, Duration.minutes(1)), threshold: 0, minutes: [1, 1] },
  // None in 36 hours: AWS Backup may begin a daily job up to eight hours late.
  { name: 'backup-missing', metric: ({ completed }) => matchesOf(completed, Duration.hours(6)), threshold: 1, below: true, minutes: [6, 6], silenceIsBad: true },
];

/** Rules without a target. EventBridge counts the events that match them, and the alarms watch the count: docs/decisions/0745 */
export const jobRules = (scope: Construct, vault: VaultNames): JobRules => ({
  failed: new Rule(scope, 'FailedJobs', { eventPattern: failedJobs(vault) }),
  completed: new Rule(scope, 'CompletedBackups', { eventPattern: completedBackups(vault) }),
});

const matchesOf = ({ ruleName: RuleName }: Rule, period: Duration): Metric =>
  new Metric({
    namespace: 'AWS/Events',
    metricName: 'MatchedEvents',
    dimensionsMap: { RuleName },
    statistic: Stats.SUM,
    period,
  });

const source = ['aws.backup'];
const unsuccessful = ['FAILED', 'ABORTED', 'EXPIRED'];

/** Fields of the events: https://docs.aws.amazon.com/aws-backup/latest/devguide/eventbridge.html */
const failedJobs = ({ backupVaultName, backupVaultArn }: VaultNames): EventPattern => ({
  source,
  detailType: ['Backup Job State Change', 'Copy Job State Change', 'Restore Job State Change'],
  detail: {
    $or: [
      { state: unsuccessful, backupVaultName: [backupVaultName] },
      { state: unsuccessful, sourceBackupVaultArn: [backupVaultArn] },
      { status: unsuccessful, backupVaultArn: [backupVaultArn] },
      // Not every event of a failed restore names its vault. One too many is better than none.
      { status: unsuccessful, backupVaultArn: [{ exists: false }], resourceType: [{ prefix: 'DynamoDB' }] },
    ],
  },
});

const completedBackups = ({ backupVaultName }: VaultNames): EventPattern => ({
  source,
  detailType: ['Backup Job State Change'],
  detail: { state: ['COMPLETED'], backupVaultName: [backupVaultName] },
});
