import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { longestStageName } from '../../lib/stage-name.ts';
import { stacksOf } from '../support/resolved.ts';
import { services, type Templates, templatesFor } from '../support/synth.ts';

const root = join(import.meta.dirname, '..', '..');
const certificateArn = 'arn:aws:acm:eu-west-1:123456789012:certificate/11111111-2222-3333-4444-555555555555';
const everything = {
  ...services,
  grpcEdge: 'on',
  certificateArn,
  backup: 'daily',
  alarmEmail: 'alarms@example.com',
  dashboard: 'on',
};
const sandbox = `sandbox-${'x'.repeat(longestStageName)}`.slice(0, longestStageName);
const kept = 'production'.padEnd(longestStageName, 'x');

/** Name limit of each resource type, and the property that holds the name. */
const limits: Readonly<Record<string, readonly [property: string, longest: number]>> = {
  'AWS::ApiGateway::ApiKey': ['Name', 1_024],
  'AWS::ApiGateway::Deployment': ['StageName', 128],
  'AWS::ApiGateway::RestApi': ['Name', 1_024],
  'AWS::ApiGateway::Stage': ['StageName', 128],
  'AWS::ApiGateway::UsagePlan': ['UsagePlanName', 255],
  'AWS::ApplicationAutoScaling::ScalingPolicy': ['PolicyName', 256],
  'AWS::Backup::BackupVault': ['BackupVaultName', 50],
  'AWS::CloudWatch::Alarm': ['AlarmName', 255],
  'AWS::CloudWatch::Dashboard': ['DashboardName', 255],
  'AWS::DynamoDB::Table': ['TableName', 255],
  'AWS::IAM::ManagedPolicy': ['ManagedPolicyName', 128],
  'AWS::IAM::Policy': ['PolicyName', 128],
  'AWS::IAM::Role': ['RoleName', 64],
  'AWS::Lambda::Alias': ['Name', 128],
  'AWS::Lambda::Function': ['FunctionName', 64],
  'AWS::Logs::LogGroup': ['LogGroupName', 512],
  'AWS::SNS::Topic': ['TopicName', 256],
  'AWS::SQS::Queue': ['QueueName', 80],
};
const nameProperty = /Name$/;
/** Properties that end in `Name` but do not name the resource. */
const otherNames = new Set(['MetricName', 'DomainName', 'SelectionName']);

/** All explicit resource names. Names that CloudFormation generates are within the limits anyway. */
function namesIn(templates: Templates) {
  const resources = stacksOf(templates).flatMap(({ template }) => Object.values(template.Resources));
  return resources.flatMap(({ Type: type, Properties = {} }) =>
    Object.entries(Properties).flatMap(([property, name]) =>
      nameProperty.test(property) && !otherNames.has(property) && typeof name === 'string'
        ? [{ type, property, name }]
        : [],
    ),
  );
}

describe('the name of a stage', () => {
  it.each([
    [{ stage: sandbox, ...everything }],
    [{ stage: kept, ...everything }],
    [{ stage: sandbox, auth: 'api-key', backup: 'daily' }],
  ])('the longest stage name keeps all resource names within AWS limits: %j', async (context) => {
    const names = namesIn(await templatesFor(context));
    expect(names.length).toBeGreaterThan(50);
    for (const { type, property, name } of names) {
      const [known, longest = 0] = limits[type] ?? [];
      expect([type, property]).toEqual([type, known]);
      expect(name.length, `${type} ${name}`).toBeLessThanOrEqual(longest);
    }
  });

  it.each([`${sandbox}x`, `${kept}x`])(
    'stage name %s is refused, because it is one character too long',
    async (stage) => {
      await expect(templatesFor({ stage, ...services })).rejects.toThrow(
        `stage "${stage}" has 23 characters and may have 22 at most: Lambda limits function names to 64`,
      );
    },
  );

  it('an invalid stage name ends the synthesis with one sentence and exit code 2, without a stack trace', () => {
    const context = JSON.stringify({ stage: 'sandbox-of-the-whole-payments-team' });
    const { status, stderr } = spawnSync(process.execPath, ['bin/payment-service.ts'], {
      cwd: root,
      encoding: 'utf8',
      env: { ...process.env, CDK_CONTEXT_JSON: context },
    });
    expect(stderr).toMatch(
      /^stage "sandbox-of-the-whole-payments-team" has 34 characters and may have 22 at most: [^\n]+\n$/,
    );
    expect(status).toBe(2);
  });
});
