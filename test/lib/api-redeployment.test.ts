import { describe, expect, it } from 'vitest';
import { services, stacksFor } from '../support/synth.ts';

type Resources = Readonly<Record<string, Readonly<{ Type: string; Properties?: unknown; DeletionPolicy?: string }>>>;

/** The deployments of the payment API: the stack of each, in the order in which stacks are deployed. */
async function deploymentsFor(context: Readonly<Record<string, string>>) {
  const stacks = await stacksFor(context);
  const ofPayments = stacks.filter(({ id }) => id === 'Api' || id.endsWith('Functions'));
  return ofPayments.map(({ id, template }) => ({
    stack: id,
    deployments: Object.entries(template.Resources as Resources).filter(
      ([, { Type }]) => Type === 'AWS::ApiGateway::Deployment',
    ),
  }));
}

const logicalIds = async (context: Readonly<Record<string, string>>) =>
  (await deploymentsFor(context)).flatMap(({ deployments }) => deployments.map(([id]) => id));

describe('the deployment of the API after a release that drops a route', () => {
  it('the first stack of functions deploys the API once more, to the stage that serves it, and never deletes what it deployed', async () => {
    const [own, first, ...others] = await deploymentsFor({ stage: 'production', ...services });
    expect([own?.stack, own?.deployments.length, first?.stack]).toEqual(['Api', 1, 'EventFunctions']);
    expect(first?.deployments.map(([, { Type, ...deployment }]) => deployment)).toEqual([
      expect.objectContaining({
        Properties: {
          RestApiId: { 'Fn::ImportValue': expect.stringContaining('payment-service-production-api:') },
          StageName: 'production',
        },
        DeletionPolicy: 'Retain',
        UpdateReplacePolicy: 'Retain',
      }),
    ]);
    expect(others.flatMap(({ deployments }) => deployments)).toEqual([]);
  });

  it('the API is deployed once more whenever its own deployment is another, and not otherwise', async () => {
    const kept = await logicalIds({ stage: 'production', ...services });
    const limited = await logicalIds({ stage: 'production', ...services, rateLimit: '20' });
    // A sandbox has other routes.
    const sandbox = await logicalIds({ stage: 'sandbox' });
    expect(limited).toEqual(kept);
    expect(kept.filter((id) => sandbox.includes(id))).toEqual([]);
    expect(sandbox).toHaveLength(2);
  });

  it('an emulator deploys its API once', async () => {
    expect(await logicalIds({ stage: 'sandbox', emulatorUrl: 'http://localhost:4566' })).toHaveLength(1);
  });
});
