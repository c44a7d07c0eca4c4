import { Duration, Stack, type StackProps } from 'aws-cdk-lib';
import { BackupPlan, BackupPlanRule, BackupResource, BackupVault } from 'aws-cdk-lib/aws-backup';
import { Schedule } from 'aws-cdk-lib/aws-events';
import type { Construct, Node } from 'constructs';
import { ContextError } from './context-error.ts';
import { retainExceptOnCreate } from './removal-policy.ts';
import type { Stage } from './stage.ts';
import { tableDefinitions, tableNames } from './table-definitions.ts';
import { physicalName } from './table-name.ts';

/** Reads `-c backup=daily|off`. Default: `off`. */
export function backupFrom(node: Node): 'daily' | undefined {
  const value = String(node.tryGetContext('backup') ?? 'off');
  if (value === 'off') return undefined;
  if (value === 'daily') return value;
  throw new ContextError(`backup "${value}" must be daily or off: cdk deploy -c backup=daily`);
}

/**
 * Daily backups, kept for 35 days. Unlike point-in-time recovery, they survive the deletion of their table. Projections
 * are left out: they are derived from payments, and point-in-time recovery covers them.
 */
export class BackupStack extends Stack {
  constructor(scope: Construct, id: string, { stage, ...props }: StackProps & Readonly<{ stage: Stage }>) {
    super(scope, id, props);
    const vault = new BackupVault(this, 'Vault', {
      backupVaultName: `payment-service-${stage.name}`,
      removalPolicy: retainExceptOnCreate(stage),
    });
    const plan = new BackupPlan(this, 'Plan', {
      backupPlanName: `payment-service-${stage.name}`,
      backupVault: vault,
      backupPlanRules: [
        new BackupPlanRule({
          ruleName: 'daily',
          scheduleExpression: Schedule.cron({ hour: '3', minute: '0' }),
          deleteAfter: Duration.days(35),
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
  }
}
