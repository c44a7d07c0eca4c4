import { Match } from 'aws-cdk-lib/assertions';
import { beforeAll, describe, expect, it } from 'vitest';
import { methodsOf, routesOf } from '../../lib/routes.ts';
import { resourcesOf, typesOf } from '../support/function-in-template.ts';
import { services, type Templates, templatesFor } from '../support/synth.ts';

const authorizationTypes = async (context: Readonly<Record<string, string>>) => {
  const { api } = await templatesFor({ ...services, ...context });
  return resourcesOf(api, 'AWS::ApiGateway::Method').map(({ Properties }) => {
    const { AuthorizationType, ApiKeyRequired = false } = Properties as Readonly<Record<string, unknown>>;
    return `${AuthorizationType}${ApiKeyRequired ? ' + key' : ''}`;
  });
};
const countByValue = (all: readonly string[]) =>
  Object.fromEntries([...Map.groupBy(all, (x) => x)].map(([x, { length }]) => [x, length]));
const methodCount = (kind: 'sandbox' | 'kept') =>
  routesOf({ kind }).reduce((sum, route) => sum + route.paths.length * methodsOf(route).length, 0);

describe('authentication of callers', () => {
  it.each([
    // The open method takes events, which processors sign in their own way.
    [{ stage: 'production' }, { AWS_IAM: methodCount('kept') - 1, NONE: 1 }],
    [
      { stage: 'production', auth: 'api-key' },
      { 'NONE + key': methodCount('kept') - 1, NONE: 1 },
    ],
    // The other open methods are the paths of explorer and console and the OpenAPI document.
    [{ stage: 'sandbox' }, { AWS_IAM: methodCount('sandbox') - 5, NONE: 5 }],
    [
      { stage: 'sandbox', auth: 'iam' },
      { AWS_IAM: methodCount('sandbox') - 5, NONE: 5 },
    ],
    [
      { stage: 'sandbox', auth: 'api-key' },
      { 'NONE + key': methodCount('sandbox') - 5, NONE: 5 },
    ],
    [{ stage: 'local' }, { NONE: methodCount('sandbox') }],
    [{ stage: 'local', auth: 'none' }, { NONE: methodCount('sandbox') }],
  ])('with context %j the API methods authorize by %j', async (context, methods) => {
    expect(countByValue(await authorizationTypes(context))).toEqual(methods);
  });

  it.each([
    [{ stage: 'sandbox', auth: 'none' }, 'auth none is only for stage local'],
    [{ stage: 'sandbox-anna', auth: 'none' }, 'auth none is only for stage local'],
    [{ stage: 'production', auth: 'none' }, 'auth none is only for stage local'],
    [{ stage: 'locally', auth: 'none' }, 'auth none is only for stage local'],
    [{ stage: 'local', auth: 'iam' }, 'auth iam is only for deployed stages'],
    [{ stage: 'local', auth: 'api-key' }, 'auth api-key is only for deployed stages'],
    [{ stage: 'sandbox', auth: 'IAM' }, 'auth "IAM" must be one of iam, api-key, none: cdk deploy -c auth=iam'],
    [{ stage: 'sandbox', auth: '' }, 'auth "" must be one of iam'],
    [{ stage: 'sandbox', auth: 'api-key', grpcEdge: 'on' }, 'grpcEdge=on needs auth=iam'],
  ])('context %j is refused with the reason "%s"', async (context, reason) => {
    await expect(templatesFor({ ...services, ...context })).rejects.toThrow(reason);
  });
});

describe('an API key', () => {
  let templates: Templates;
  beforeAll(async () => {
    templates = await templatesFor({ stage: 'sandbox', auth: 'api-key', rateLimit: '20', rateBurst: '40' });
  });

  it('a stage has one API key, and no template contains its value', () => {
    const keys = resourcesOf(templates.api, 'AWS::ApiGateway::ApiKey');
    expect(keys.map(({ Properties }) => Properties)).toEqual([
      { Enabled: true, Name: 'payment-service-sandbox', Tags: expect.anything() },
    ]);
  });

  it('the usage plan of the API key covers only its API, and leaves the limit of each method to the stage', () => {
    templates.api.resourceCountIs('AWS::ApiGateway::UsagePlanKey', 1);
    expect(resourcesOf(templates.api, 'AWS::ApiGateway::UsagePlan').map(({ Properties }) => Properties)).toEqual([
      {
        UsagePlanName: 'payment-service-sandbox',
        Tags: expect.anything(),
        ApiStages: [{ ApiId: { Ref: expect.any(String) }, Stage: { Ref: expect.any(String) }, Throttle: {} }],
      },
    ]);
    templates.api.hasResourceProperties('AWS::ApiGateway::Stage', {
      MethodSettings: Match.arrayWith([
        Match.objectLike({
          HttpMethod: '*',
          ResourcePath: '/*',
          ThrottlingRateLimit: 20,
          ThrottlingBurstLimit: 40,
        }),
      ]),
    });
  });

  it('a stack output has the command that prints the API key', () => {
    const outputs = JSON.stringify(templates.api.findOutputs('*'));
    expect(outputs).toMatch(/aws apigateway get-api-key --include-value --query value --output text --api-key /);
  });

  it('a stage with an API key has neither a requestor mock nor caller policies, which need signatures', () => {
    expect(templates.requestor).toBeUndefined();
    expect(typesOf(templates.api)).not.toContain('AWS::IAM::ManagedPolicy');
  });

  it('a stage has no API key unless auth=api-key', async () => {
    const { api } = await templatesFor({ stage: 'sandbox' });
    expect(typesOf(api).filter((type) => /ApiKey|UsagePlan/.test(type))).toEqual([]);
  });
});
