import { describe, expect, it } from 'vitest';
import { largeStacks } from '../support/stack-limits.ts';
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
});
