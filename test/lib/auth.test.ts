import { beforeAll, describe, expect, it } from 'vitest';
import { methodsOf, routesOf } from '../../lib/routes.ts';
import { resourcesOf, typesOf } from '../support/function-in-template.ts';
import { services, type Templates, templatesFor } from '../support/synth.ts';

const asked = async (context: Readonly<Record<string, string>>) => {
  const { api } = await templatesFor({ ...services, ...context });
  return resourcesOf(api, 'AWS::ApiGateway::Method').map(({ Properties }) => {
    const { AuthorizationType, ApiKeyRequired = false } = Properties as Readonly<Record<string, unknown>>;
    return `${AuthorizationType}${ApiKeyRequired ? ' + key' : ''}`;
  });
};
const counted = (all: readonly string[]) =>
  Object.fromEntries([...Map.groupBy(all, (x) => x)].map(([x, { length }]) => [x, length]));
const served = (kind: 'sandbox' | 'kept') =>
  routesOf({ kind }).reduce((sum, route) => sum + route.paths.length * methodsOf(route).length, 0);

describe('who may call', () => {
  it.each([
    [{ stage: 'production' }, { AWS_IAM: served('kept') }],
    [{ stage: 'production', auth: 'api-key' }, { 'NONE + key': served('kept') }],
    // The explorer's two addresses and its document.
    [{ stage: 'sandbox' }, { AWS_IAM: served('sandbox') - 3, NONE: 3 }],
    [
      { stage: 'sandbox', auth: 'iam' },
      { AWS_IAM: served('sandbox') - 3, NONE: 3 },
    ],
    [
      { stage: 'sandbox', auth: 'api-key' },
      { 'NONE + key': served('sandbox') - 3, NONE: 3 },
    ],
    [{ stage: 'local' }, { NONE: served('sandbox') }],
    [{ stage: 'local', auth: 'none' }, { NONE: served('sandbox') }],
  ])('with %j: %j', async (context, methods) => {
    expect(counted(await asked(context))).toEqual(methods);
  });

  it.each([
    [{ stage: 'sandbox', auth: 'none' }, 'auth none is for stage local alone'],
    [{ stage: 'sandbox-anna', auth: 'none' }, 'auth none is for stage local alone'],
    [{ stage: 'production', auth: 'none' }, 'auth none is for stage local alone'],
    [{ stage: 'locally', auth: 'none' }, 'auth none is for stage local alone'],
    [{ stage: 'local', auth: 'iam' }, 'auth iam is for stages that are deployed'],
    [{ stage: 'local', auth: 'api-key' }, 'auth api-key is for stages that are deployed'],
    [{ stage: 'sandbox', auth: 'IAM' }, 'auth "IAM" must be one of iam, api-key, none: cdk deploy -c auth=iam'],
    [{ stage: 'sandbox', auth: '' }, 'auth "" must be one of iam'],
    [{ stage: 'sandbox', auth: 'api-key', grpcEdge: 'on' }, 'grpcEdge=on goes with auth=iam, not api-key'],
  ])('%j is refused with its reason', async (context, reason) => {
    await expect(templatesFor({ ...services, ...context })).rejects.toThrow(reason);
  });
});

describe('an API key', () => {
  let templates: Templates;
  beforeAll(async () => {
    templates = await templatesFor({ stage: 'sandbox', auth: 'api-key', rateLimit: '20', rateBurst: '40' });
  });

  it('is one for the stage, whose value is in no template', () => {
    const keys = resourcesOf(templates.api, 'AWS::ApiGateway::ApiKey');
    expect(keys.map(({ Properties }) => Properties)).toEqual([
      { Enabled: true, Name: 'payment-service-sandbox', Tags: expect.anything() },
    ]);
  });

  it('lets in by a plan with the limits of the stage, for its API alone', () => {
    templates.api.resourceCountIs('AWS::ApiGateway::UsagePlanKey', 1);
    expect(resourcesOf(templates.api, 'AWS::ApiGateway::UsagePlan').map(({ Properties }) => Properties)).toEqual([
      expect.objectContaining({
        UsagePlanName: 'payment-service-sandbox',
        Throttle: { RateLimit: 20, BurstLimit: 40 },
        ApiStages: [{ ApiId: { Ref: expect.any(String) }, Stage: { Ref: expect.any(String) }, Throttle: {} }],
      }),
    ]);
  });

  it('is limited no more than the stage is', async () => {
    const { api } = await templatesFor({ stage: 'sandbox', auth: 'api-key', rateLimitEnabled: 'false' });
    const [plan] = resourcesOf(api, 'AWS::ApiGateway::UsagePlan');
    expect(plan?.Properties).not.toHaveProperty('Throttle');
  });

  it('is read by the command that the stack puts out', () => {
    const outputs = JSON.stringify(templates.api.findOutputs('*'));
    expect(outputs).toMatch(/aws apigateway get-api-key --include-value --query value --output text --api-key /);
  });

  it('comes without what signs its calls: the requestor mock and policies for callers', () => {
    expect(templates.requestor).toBeUndefined();
    expect(typesOf(templates.api)).not.toContain('AWS::IAM::ManagedPolicy');
  });

  it('is only where it is asked for', async () => {
    const { api } = await templatesFor({ stage: 'sandbox' });
    expect(typesOf(api).filter((type) => /ApiKey|UsagePlan/.test(type))).toEqual([]);
  });
});
