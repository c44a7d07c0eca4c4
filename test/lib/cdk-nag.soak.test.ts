import { Bucket } from 'aws-cdk-lib/aws-s3';
import { describe, expect, it } from 'vitest';
import { runCdkNag } from '../../lib/cdk-nag.ts';
import { type NagSuppression, nagSuppressions } from '../../lib/nag-suppressions.ts';
import { appFor, services } from '../support/synth.ts';

const certificateArn = 'arn:aws:acm:eu-west-1:123456789012:certificate/11111111-2222-3333-4444-555555555555';
const edge = { grpcEdge: 'on', certificateArn };

const contexts = [
  { stage: 'local' },
  { stage: 'sandbox' },
  { stage: 'sandbox-mine' },
  { stage: 'sandbox', auth: 'api-key' },
  { stage: 'sandbox', ...edge },
  { stage: 'production', ...services, ...edge },
  { stage: 'production', ...services, ...edge, grpcClients: '203.0.113.0/24' },
  { stage: 'production', ...services, backup: 'daily', alarmEmail: 'alarms@example.com' },
  { stage: 'production', ...services, domainName: 'payments.example.com', certificateArn, waf: 'managed' },
  { stage: 'production', ...services, canary: 'on', githubRepository: 'owner/name' },
  { stage: 'production', ...services, tracing: 'on' },
];

const needed = new Set<NagSuppression>();

describe('cdk-nag', () => {
  it.each(contexts)('cdk-nag finds nothing without a suppression in %j', async (context) => {
    const app = await appFor(context);
    for (const line of runCdkNag(app)) needed.add(line);
    expect(() => app.synth()).not.toThrow();
  });

  it('every cdk-nag suppression is needed', () => {
    expect(nagSuppressions.filter((line) => !needed.has(line))).toEqual([]);
  });

  it('a finding without a suppression fails the synthesis', async () => {
    const app = await appFor({ stage: 'local' });
    new Bucket(app.node.findChild('Storage'), 'Open');
    runCdkNag(app);
    expect(() => app.synth()).toThrow('AwsSolutions-S10');
  });

  it('every cdk-nag suppression has a reason', () => {
    for (const { reason } of nagSuppressions) expect(reason).toMatch(/^[A-Z].{20,}\.$/);
  });
});
