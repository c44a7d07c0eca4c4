import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Template } from 'aws-cdk-lib/assertions';
import { beforeAll, describe, expect, it } from 'vitest';
import { alarms } from '../../lib/alarms.ts';
import { backupAlarms } from '../../lib/backup-alarms.ts';
import { edgeAlarms } from '../../lib/edge-alarms.ts';
import { typesOf } from '../support/function-in-template.ts';
import { services, templatesFor } from '../support/synth.ts';

const root = join(import.meta.dirname, '..', '..');
const observabilityOf = async (context: Readonly<Record<string, unknown>>): Promise<Template> => {
  const { observability } = await templatesFor(context);
  if (observability === undefined) throw new Error('the stage has no observability stack');
  return observability;
};

let sandbox: Template;
beforeAll(async () => {
  sandbox = await observabilityOf({ stage: 'sandbox' });
});

type MetricOfAlarm = { MetricName: string; Namespace: string; Dimensions?: { Name: string; Value: string }[] };

/** All alarm metrics as `namespace name {dimension=value}`. */
function watchedBy(template: Template): string[] {
  const found = Object.values(template.findResources('AWS::CloudWatch::Alarm'));
  const metrics: MetricOfAlarm[] = found.flatMap(({ Properties }) => [
    ...(Properties.MetricName ? [Properties] : []),
    ...(Properties.Metrics ?? []).flatMap(
      (one: { MetricStat?: { Metric: MetricOfAlarm } }) => one.MetricStat?.Metric ?? [],
    ),
  ]);
  return metrics.map(({ Namespace, MetricName, Dimensions = [] }) =>
    [Namespace, MetricName, ...Dimensions.map(({ Name, Value }) => `${Name}=${Value}`)].join(' '),
  );
}

describe('the alarms', () => {
  it('the stack has exactly the alarms of lib/alarms.ts, each with a link to its runbook', () => {
    const found = Object.values(sandbox.findResources('AWS::CloudWatch::Alarm')).map(({ Properties }) => Properties);
    const wanted = alarms.map(({ name }) => [`payment-service-sandbox-${name}`, `Runbook: docs/operations.md#${name}`]);
    expect(found.map(({ AlarmName, AlarmDescription }) => [AlarmName, AlarmDescription]).sort()).toEqual(wanted.sort());
  });

  it('emulators get all alarms except those on math expressions', async () => {
    const emulated = await observabilityOf({ stage: 'sandbox', emulatorUrl: 'http://localhost:4566' });
    const namesIn = (template: Template) =>
      Object.values(template.findResources('AWS::CloudWatch::Alarm')).map(({ Properties }) => Properties.AlarmName);
    const computed = [
      'concurrency-near-limit',
      'declines',
      'deliver-not-running',
      'derived-throttles',
      'dynamodb-errors',
      'dynamodb-throttles',
      'project-payments-not-running',
    ].map((one) => `payment-service-sandbox-${one}`);
    expect([...namesIn(emulated), ...computed].sort()).toEqual(namesIn(sandbox).sort());
    expect(JSON.stringify(emulated.toJSON())).not.toContain('"Metrics"');
  });

  it('every alarm has a section in docs/operations.md, and every section an alarm', () => {
    const page = readFileSync(join(root, 'docs', 'operations.md'), 'utf8');
    const sections = page.slice(page.indexOf('\n## Alarms'), page.indexOf('\n## Procedures'));
    expect([...sections.matchAll(/^### (.+)$/gm)].map(([, name]) => name)).toEqual(
      [...alarms, ...backupAlarms, ...edgeAlarms].map(({ name }) => name),
    );
  });

  it('docs/operations.md has each metric of ours that an alarm watches, and says how many alarms and metrics are billed', () => {
    const page = readFileSync(join(root, 'docs', 'operations.md'), 'utf8');
    const watched = watchedBy(sandbox);
    const own = watched.filter((one) => one.startsWith('PaymentService ')).map((one) => one.split(' ')[1]);
    const table = page.slice(page.indexOf('| metric | counts |'), page.indexOf('**Prometheus and Grafana.**'));
    expect(own.filter((name) => !table.includes(`\`${name}\``))).toEqual([]);
    expect(table).toContain(`${alarms.length} alarms over ${watched.length} metrics`);
  });

  it('alarm metrics refer only to resources that the other stacks have', async () => {
    const { api, workers, storage } = await templatesFor({ stage: 'sandbox' });
    const named = (template: Template, type: string, property: string) =>
      Object.values(template.findResources(type)).map(({ Properties }) => String(Properties[property]));
    const known: Readonly<Record<string, readonly string[]>> = {
      ApiName: named(api, 'AWS::ApiGateway::RestApi', 'Name'),
      FunctionName: named(workers, 'AWS::Lambda::Function', 'FunctionName'),
      QueueName: named(workers, 'AWS::SQS::Queue', 'QueueName'),
      TableName: named(storage, 'AWS::DynamoDB::Table', 'TableName'),
      Stage: ['sandbox'],
      stage: ['sandbox'],
      GlobalSecondaryIndexName: ['by-time', 'by-trip', 'by-day'],
      Operation: ['GetItem', 'PutItem', 'UpdateItem', 'Query'],
    };
    const dimensions = watchedBy(sandbox).flatMap((watched) => watched.split(' ').slice(2));
    expect(dimensions.length).toBeGreaterThan(20);
    const unknown = dimensions.filter((one) => {
      const [name = '', value = ''] = one.split('=');
      return !known[name]?.includes(value);
    });
    expect(unknown).toEqual([]);
  });

  it('alarms cover stream workers, dead letters, the sweeper, the poller, the API, the tables, and stuck and waiting payments', () => {
    expect(watchedBy(sandbox)).toEqual(
      expect.arrayContaining([
        'AWS/ApiGateway 5XXError ApiName=payment-service-sandbox Stage=sandbox',
        'AWS/ApiGateway Latency ApiName=payment-service-sandbox Stage=sandbox',
        'AWS/Lambda Throttles',
        'AWS/Lambda IteratorAge FunctionName=payment-service-sandbox-project-payments',
        'AWS/Lambda IteratorAge FunctionName=payment-service-sandbox-deliver',
        'AWS/Lambda Errors FunctionName=payment-service-sandbox-sweep-payments',
        'AWS/Lambda Invocations FunctionName=payment-service-sandbox-sweep-payments',
        'AWS/Lambda Errors FunctionName=payment-service-sandbox-poll-payments',
        'AWS/Lambda Invocations FunctionName=payment-service-sandbox-poll-payments',
        'AWS/SQS ApproximateNumberOfMessagesVisible QueueName=payment-service-sandbox-dead-letters',
        'AWS/DynamoDB WriteThrottleEvents TableName=payment-service-sandbox-payments',
        'AWS/DynamoDB SystemErrors Operation=UpdateItem TableName=payment-service-sandbox-payments',
        'AWS/Lambda Errors FunctionName=payment-service-sandbox-project-payments',
        'AWS/Lambda Errors FunctionName=payment-service-sandbox-deliver',
        'AWS/Lambda Errors FunctionName=payment-service-sandbox-seal-days',
        'AWS/Lambda ClaimedAccountConcurrency',
        'AWS/DynamoDB WriteThrottleEvents TableName=payment-service-sandbox-projections',
        'AWS/DynamoDB WriteThrottleEvents TableName=payment-service-sandbox-events',
        'AWS/DynamoDB WriteThrottleEvents GlobalSecondaryIndexName=by-day TableName=payment-service-sandbox-events',
        'PaymentService disputes_due stage=sandbox',
        'PaymentService oldest_open stage=sandbox',
        'PaymentService waiting_long stage=sandbox',
        'PaymentService oldest_due stage=sandbox',
        'PaymentService dead_deliveries stage=sandbox',
        'AWS/Lambda Invocations FunctionName=payment-service-sandbox-redeliver',
      ]),
    );
  });

  it.each([
    ['slo-burn-fast', 3_600, 0.0144],
    ['slo-burn-slow', 21_600, 0.006],
  ])('alarm %s looks at %i seconds and fires at a share of %d failed requests', (name, Period, Threshold) => {
    sandbox.hasResourceProperties('AWS::CloudWatch::Alarm', {
      AlarmName: `payment-service-sandbox-${name}`,
      MetricName: '5XXError',
      Statistic: 'Average',
      EvaluationPeriods: 1,
      Period,
      Threshold,
    });
  });

  it('the alarm on concurrency compares with the account’s limit, which is 1,000 unless accountConcurrency says more', async () => {
    const expressions = async (context: Readonly<Record<string, string>>) =>
      JSON.stringify((await observabilityOf({ stage: 'sandbox', ...context })).toJSON());
    expect(await expressions({})).toContain('"claimed / 1000"');
    expect(await expressions({ accountConcurrency: '3000' })).toContain('"claimed / 3000"');
  });

  it('no alarm looks back for more than a day, or seven if its periods are hours, which CloudWatch would refuse', () => {
    // https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html
    for (const { Properties } of Object.values(sandbox.findResources('AWS::CloudWatch::Alarm'))) {
      const { Period = 60, EvaluationPeriods } = Properties as { Period?: number; EvaluationPeriods: number };
      expect(Period * EvaluationPeriods).toBeLessThanOrEqual(Period < 3_600 ? 86_400 : 604_800);
    }
  });

  it('seal-days-not-running fires when seal-days has not run for 30 hours', () => {
    sandbox.hasResourceProperties('AWS::CloudWatch::Alarm', {
      AlarmName: 'payment-service-sandbox-seal-days-not-running',
      MetricName: 'Invocations',
      Dimensions: [{ Name: 'FunctionName', Value: 'payment-service-sandbox-seal-days' }],
      Statistic: 'Sum',
      ComparisonOperator: 'LessThanThreshold',
      Threshold: 1,
      Period: 21_600,
      EvaluationPeriods: 5,
      DatapointsToAlarm: 5,
      TreatMissingData: 'breaching',
    });
  });

  it.each([
    ['project-payments', 'payments', 'by-time'],
    ['deliver', 'events', 'by-day'],
  ])(
    '%s-not-running fires when writes to %s are in index %s and the worker does not run, in two of twelve quarters of an hour',
    (worker, table, index) => {
      const [alarm] = Object.values(
        sandbox.findResources('AWS::CloudWatch::Alarm', {
          Properties: { AlarmName: `payment-service-sandbox-${worker}-not-running` },
        }),
      );
      const { Metrics, ...properties } = alarm?.Properties ?? {};
      expect(properties).toMatchObject({
        DatapointsToAlarm: 2,
        EvaluationPeriods: 12,
        Threshold: 0,
        ComparisonOperator: 'GreaterThanThreshold',
        TreatMissingData: 'notBreaching',
      });
      const watched = (MetricName: string, Dimensions: object) =>
        expect.objectContaining({
          MetricStat: { Metric: expect.objectContaining({ MetricName, Dimensions }), Period: 900, Stat: 'Sum' },
        });
      expect(Metrics).toEqual([
        expect.objectContaining({ Expression: 'SUM([written, runs * -1000000000])' }),
        watched('ConsumedWriteCapacityUnits', [
          { Name: 'GlobalSecondaryIndexName', Value: index },
          { Name: 'TableName', Value: `payment-service-sandbox-${table}` },
        ]),
        watched('Invocations', [{ Name: 'FunctionName', Value: `payment-service-sandbox-${worker}` }]),
      ]);
    },
  );

  it('only alarms of schedules that do not run treat missing data as a breach', () => {
    const breaching = sandbox.findResources('AWS::CloudWatch::Alarm', {
      Properties: { TreatMissingData: 'breaching' },
    });
    expect(
      Object.values(breaching)
        .map(({ Properties }) => Properties.AlarmName)
        .sort(),
    ).toEqual([
      'payment-service-sandbox-poller-not-running',
      'payment-service-sandbox-redeliver-not-running',
      'payment-service-sandbox-seal-days-not-running',
      'payment-service-sandbox-sweeper-not-running',
    ]);
  });

  it('no alarm exceeds CloudWatch’s limit of ten metrics', () => {
    for (const { Properties } of Object.values(sandbox.findResources('AWS::CloudWatch::Alarm'))) {
      expect((Properties.Metrics ?? []).length).toBeLessThanOrEqual(10);
    }
  });

  it('without alarmEmail, alarms have no topic', () => {
    expect(typesOf(sandbox)).toEqual(['AWS::CloudWatch::Alarm']);
  });

  it('with alarmEmail, alarms send mail when they fire and when they recover', async () => {
    const template = await observabilityOf({ stage: 'sandbox', alarmEmail: 'me@example.com' });
    template.hasResourceProperties('AWS::SNS::Subscription', { Protocol: 'email', Endpoint: 'me@example.com' });
    const topic = Object.keys(template.findResources('AWS::SNS::Topic')).map((Ref) => ({ Ref }));
    expect(topic).toHaveLength(1);
    template.allResourcesProperties('AWS::CloudWatch::Alarm', { AlarmActions: topic, OKActions: topic });
    const [policy] = Object.values(template.findResources('AWS::SNS::TopicPolicy'));
    const statements: { Effect: string; Principal: { Service?: string }; Action: string }[] =
      policy?.Properties.PolicyDocument.Statement;
    const allowed = statements.filter(({ Effect }) => Effect === 'Allow');
    expect(allowed).toMatchObject([{ Principal: { Service: 'cloudwatch.amazonaws.com' }, Action: 'sns:Publish' }]);
    expect(statements.some(({ Effect }) => Effect === 'Deny')).toBe(true);
  });
});

describe('the observability stack', () => {
  it('the observability stack imports nothing from other stacks', () => {
    expect(JSON.stringify(sandbox.toJSON())).not.toContain('Fn::ImportValue');
  });

  it.each([
    [{ stage: 'production', ...services }, 1],
    [{ stage: 'production', dashboard: 'off', ...services }, 0],
    [{ stage: 'sandbox' }, 0],
    [{ stage: 'sandbox', dashboard: 'on' }, 1],
  ])('with context %j there are %i dashboards', async (context, count) => {
    (await observabilityOf(context)).resourceCountIs('AWS::CloudWatch::Dashboard', count);
  });

  it('stage local has neither an observability nor a backup stack', async () => {
    const { observability, backup } = await templatesFor({ stage: 'local' });
    expect([observability, backup]).toEqual([undefined, undefined]);
  });

  it.each([
    [{ alarmEmail: 'nobody' }, 'alarmEmail "nobody" is not an e-mail address'],
    [{ accountConcurrency: 'many' }, 'accountConcurrency "many" must be a whole number of at least 10'],
    [{ dashboard: 'maybe' }, 'dashboard "maybe" must be on or off'],
    [{ backup: 'weekly' }, 'backup "weekly" must be daily or off'],
  ])('observability context %j is refused with the reason "%s"', async (context, reason) => {
    await expect(templatesFor({ stage: 'sandbox', ...context })).rejects.toThrow(reason);
  });
});

describe('the backup', () => {
  it('a stage has no backup stack unless backup=daily', async () => {
    expect((await templatesFor({ stage: 'production', ...services })).backup).toBeUndefined();
  });

  it('the backup copies payments, orders and users daily, keeps copies for 35 days and outlives its stack', async () => {
    const { backup } = await templatesFor({ stage: 'production', backup: 'daily', ...services });
    backup?.hasResourceProperties('AWS::Backup::BackupPlan', {
      BackupPlan: {
        BackupPlanRule: [{ ScheduleExpression: 'cron(0 3 * * ? *)', Lifecycle: { DeleteAfterDays: 35 } }],
      },
    });
    backup?.hasResource('AWS::Backup::BackupVault', { DeletionPolicy: 'RetainExceptOnCreate' });
    const [selection] = Object.values(backup?.findResources('AWS::Backup::BackupSelection') ?? {});
    const text = JSON.stringify(selection);
    for (const table of ['payments', 'orders', 'users']) expect(text).toContain(`payment-service-production-${table}`);
    expect(text).not.toContain('projections');
  });

  const daily = { stage: 'production', ...services, backup: 'daily' };
  const alarmCalled = (name: string, template: Template | undefined) =>
    Object.values(
      template?.findResources('AWS::CloudWatch::Alarm', {
        Properties: { AlarmName: `payment-service-production-${name}` },
      }) ?? {},
    ).map(({ Properties }) => Properties);
  const rulesOf = (template: Template | undefined) => template?.findResources('AWS::Events::Rule') ?? {};

  it('backup-failed fires for each backup, copy or restore of the stage’s vault that fails, aborts or expires', async () => {
    const { backup } = await templatesFor(daily);
    const [alarm] = alarmCalled('backup-failed', backup);
    expect(alarm).toMatchObject({
      Namespace: 'AWS/Events',
      MetricName: 'MatchedEvents',
      Dimensions: [{ Name: 'RuleName', Value: { Ref: expect.stringMatching(/^FailedJobs/) } }],
      ComparisonOperator: 'GreaterThanThreshold',
      Threshold: 0,
      EvaluationPeriods: 1,
      Period: 60,
      TreatMissingData: 'notBreaching',
    });
    const vault = Object.keys(backup?.findResources('AWS::Backup::BackupVault') ?? {}).join();
    const vaultName = [{ 'Fn::GetAtt': [vault, 'BackupVaultName'] }];
    const vaultArn = [{ 'Fn::GetAtt': [vault, 'BackupVaultArn'] }];
    const bad = ['FAILED', 'ABORTED', 'EXPIRED'];
    expect(rulesOf(backup)[alarm?.Dimensions[0].Value.Ref]?.Properties.EventPattern).toEqual({
      source: ['aws.backup'],
      'detail-type': ['Backup Job State Change', 'Copy Job State Change', 'Restore Job State Change'],
      detail: {
        $or: [
          { state: bad, backupVaultName: vaultName },
          { state: bad, sourceBackupVaultArn: vaultArn },
          { status: bad, backupVaultArn: vaultArn },
          { status: bad, backupVaultArn: [{ exists: false }], resourceType: [{ prefix: 'DynamoDB' }] },
        ],
      },
    });
  });

  it('backup-missing fires when no backup of the stage’s vault was completed for 36 hours, even if none began', async () => {
    const { backup } = await templatesFor(daily);
    const [alarm] = alarmCalled('backup-missing', backup);
    expect(alarm).toMatchObject({
      MetricName: 'MatchedEvents',
      Dimensions: [{ Name: 'RuleName', Value: { Ref: expect.stringMatching(/^CompletedBackups/) } }],
      ComparisonOperator: 'LessThanThreshold',
      Threshold: 1,
      Period: 21_600,
      EvaluationPeriods: 6,
      DatapointsToAlarm: 6,
      TreatMissingData: 'breaching',
    });
    expect(rulesOf(backup)[alarm?.Dimensions[0].Value.Ref]?.Properties.EventPattern).toMatchObject({
      'detail-type': ['Backup Job State Change'],
      detail: { state: ['COMPLETED'], backupVaultName: [{ 'Fn::GetAtt': [expect.anything(), 'BackupVaultName'] }] },
    });
  });

  it('alarms of backups notify the alarm topic by its name, if somebody hears of alarms', async () => {
    const { backup, observability } = await templatesFor({ ...daily, alarmEmail: 'me@example.com' });
    observability?.hasResourceProperties('AWS::SNS::Topic', { TopicName: 'payment-service-production-alarms' });
    const topic = [{ 'Fn::Join': ['', expect.arrayContaining([':payment-service-production-alarms'])] }];
    for (const name of ['backup-failed', 'backup-missing']) {
      expect(alarmCalled(name, backup)).toEqual([expect.objectContaining({ AlarmActions: topic, OKActions: topic })]);
    }
    const { backup: unheard } = await templatesFor(daily);
    expect(alarmCalled('backup-failed', unheard)).toEqual([expect.not.objectContaining({ AlarmActions: topic })]);
  });
});
