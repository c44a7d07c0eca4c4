import { describe, expect, it } from 'vitest';
import { type CountedTemplate, largeStacks } from '../support/stack-limits.ts';
import { services, stacksFor } from '../support/synth.ts';

const certificateArn = 'arn:aws:acm:eu-west-1:123456789012:certificate/11111111-2222-3333-4444-555555555555';

/** Every option that adds to a template, with a stage name of the greatest length. */
const everything = {
  ...services,
  processor: 'stripe,mollie',
  mollieSecretName: 'payments/mollie',
  eventBus: 'payments',
  alarmEmail: 'alarms@example.com',
  dashboard: 'on',
  backup: 'daily',
  vaultLock: 'governance',
  copyVault: 'arn:aws:backup:eu-west-1:210987654321:backup-vault:payments',
  grpcEdge: 'on',
  certificateArn,
  domainName: 'payments.example.com',
  permissionsBoundary: 'company-boundary',
  kmsKey: 'arn:aws:kms:eu-west-1:123456789012:key/11111111-2222-3333-4444-555555555555',
  workerConcurrency: '5',
  canary: 'on',
  githubRepository: 'owner/name',
  waf: 'managed',
  logRetention: '731',
  // The CDK's command line sets these, and they make templates longer.
  'aws:cdk:enable-path-metadata': true,
  'aws:cdk:enable-asset-metadata': true,
};

describe('the size of stacks', () => {
  it.each([
    { ...everything, stage: 'sandbox-xxxxxxxxxxxxxx' },
    { ...everything, stage: 'productionxxxxxxxxxxxx' },
  ])('with every option, each stack of $stage stays below half of every limit', async (context) => {
    const stacks = await stacksFor(context);
    expect(stacks.length).toBeGreaterThan(10);
    expect(largeStacks(stacks)).toEqual([]);
  });

  const some = <Value>(count: number, value: Value) =>
    Object.fromEntries(Array.from({ length: count }, (_, at) => [`One${at}`, value]));
  const resources = (count: number, Type = 'AWS::Logs::LogGroup') => ({ Resources: some(count, { Type }) });

  it.each<[string, CountedTemplate, readonly string[]]>([
    ['249 resources', resources(249), []],
    ['250 resources', resources(250), ['A: 250 of 500 resources']],
    ['100 outputs', { Outputs: some(100, {}) }, ['A: 100 of 200 outputs']],
    ['100 parameters', { Parameters: some(100, {}) }, ['A: 100 of 200 parameters']],
    ['an API of 150 paths', resources(150, 'AWS::ApiGateway::Resource'), ['A: 150 of 300 resources of an API']],
  ])('the check of limits names a stack with %s if that is half of one', (_, template, found) => {
    expect(largeStacks([{ id: 'A', template }])).toEqual(found);
  });

  it('the check of limits names a stack whose template has half a megabyte', () => {
    const template = { Outputs: { long: 'x'.repeat(500_000) } };
    expect(largeStacks([{ id: 'A', template }])).toEqual([
      expect.stringMatching(/^A: 500\d{3} of 1000000 bytes of the template$/),
    ]);
  });
});
