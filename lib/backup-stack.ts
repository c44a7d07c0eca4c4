import { Duration, Stack, type StackProps } from 'aws-cdk-lib';
import {
  BackupPlan,
  BackupPlanRule,
  BackupResource,
  BackupVault,
  type LockConfiguration,
} from 'aws-cdk-lib/aws-backup';
import { Schedule } from 'aws-cdk-lib/aws-events';
import type { Construct } from 'constructs';
import { addAlarms } from './add-alarms.ts';
import type { AlarmOptions } from './alarm-options.ts';
import { alarmTopicOf } from './alarm-topic.ts';
import { backupAlarms, jobRules } from './backup-alarms.ts';
import type { BackupOptions } from './backup-options.ts';
import { retainExceptOnCreate } from './removal-policy.ts';
import type { Stage } from './stage.ts';
import { tableDefinitions, tableNames } from './table-definitions.ts';
import { physicalName } from './table-name.ts';

export type BackupStackProps = StackProps & BackupOptions & Readonly<{ stage: Stage; alarms: AlarmOptions }>;

const keptFor = Duration.days(35);

/**
 * Daily backups, kept for 35 days. Unlike point-in-time recovery, they survive the deletion of their table. Projections
 * are left out: they are derived from payments, and point-in-time recovery covers them.
 */
export class BackupStack extends Stack {
  constructor(scope: Construct, id: string, { stage, alarms, lock, copyVault, ...props }: BackupStackProps) {
    super(scope, id, props);
    const vault = new BackupVault(this, 'Vault', {
      backupVaultName: `payment-service-${stage.name}`,
      removalPolicy: retainExceptOnCreate(stage),
      ...(lock && { lockConfiguration: lockOf(lock) }),
    });
    const copy = copyVault && BackupVault.fromBackupVaultArn(this, 'CopyVault', copyVault);
    const plan = new BackupPlan(this, 'Plan', {
      backupPlanName: `payment-service-${stage.name}`,
      backupVault: vault,
      backupPlanRules: [
        new BackupPlanRule({
          ruleName: 'daily',
          scheduleExpression: Schedule.cron({ hour: '3', minute: '0' }),
          deleteAfter: keptFor,
          ...(copy && { copyActions: [{ destinationBackupVault: copy, deleteAfter: keptFor }] }),
        }),
      ],
    });
    const backedUp = tableNames.filter((name) => tableDefinitions[name].isBackedUp);
    const tables = backedUp.map((name) =>
      BackupResource.fromArn(
        this.formatArn({ service: 'dynamodb', resource: 'table', resourceName: physicalName(stage.name, name) }),
      ),
    );
    plan.addSelection('Tables', { resources: tables });
    addAlarms(this, backupAlarms, jobRules(this, vault), { stage, topic: alarmTopicOf(this, stage, alarms) });
  }
}

/** After three days, the shortest time that AWS accepts, nobody can remove a compliance lock, not even AWS. */
const lockOf = (lock: 'governance' | 'compliance'): LockConfiguration => ({
  minRetention: keptFor,
  ...(lock === 'compliance' && { changeableFor: Duration.days(3) }),
});
