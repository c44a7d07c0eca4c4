import { Bucket } from 'aws-cdk-lib/aws-s3';
import { describe, expect, it } from 'vitest';
import { type Acknowledged, acknowledged } from '../../lib/acknowledged.ts';
import { nag } from '../../lib/nag.ts';
import { appFor, services } from '../support/synth.ts';

const certificateArn = 'arn:aws:acm:eu-west-1:123456789012:certificate/11111111-2222-3333-4444-555555555555';
const edge = { grpcEdge: 'on', certificateArn };

const contexts = [
  { stage: 'local' },
  { stage: 'sandbox' },
  { stage: 'sandbox', auth: 'api-key' },
  { stage: 'sandbox', ...edge },
  { stage: 'production', ...services, ...edge },
  { stage: 'production', ...services, ...edge, grpcClients: '203.0.113.0/24' },
  { stage: 'production', ...services, backup: 'daily', alarmEmail: 'alarms@example.com' },
];

const needed = new Set<Acknowledged>();

describe('cdk-nag', () => {
  it.each(contexts)('finds nothing that is not acknowledged in %j', async (context) => {
    const app = await appFor(context);
    for (const line of nag(app)) needed.add(line);
    expect(() => app.synth()).not.toThrow();
  });

  it('is told nothing that it does not need', () => {
    expect(acknowledged.filter((line) => !needed.has(line))).toEqual([]);
  });

  it('would find what is not acknowledged', async () => {
    const app = await appFor({ stage: 'local' });
    new Bucket(app.node.findChild('Storage'), 'Open');
    nag(app);
    expect(() => app.synth()).toThrow('AwsSolutions-S10');
  });

  it('is given a reason in each line', () => {
    for (const { reason } of acknowledged) expect(reason).toMatch(/^[A-Z].{20,}\.$/);
  });
});
