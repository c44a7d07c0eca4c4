import { Match, type Template } from 'aws-cdk-lib/assertions';
import { beforeAll, describe, expect, it } from 'vitest';
import { saying } from '../../lib/gateway-responses.ts';
import { methodsOf, routes } from '../../lib/routes.ts';
import { apiFunctionsOf } from '../support/api-functions.ts';
import { facesOf } from '../support/faces.ts';
import { actionsOf, environmentOf, resourcesOf, statementsOf, typesOf } from '../support/function-in-template.ts';
import { servicesOf, type Templates, templatesFor } from '../support/synth.ts';

let api: Templates['api'];
let functions: Template;
beforeAll(async () => {
  const templates = await templatesFor({ stage: 'sandbox' });
  api = templates.api;
  functions = apiFunctionsOf(templates);
});

describe('the API stack', () => {
  it.each(routes)('route $name has a function of its own, with a log group of its own', ({ name }) => {
    const functionName = `payment-service-sandbox-${name}`;
    functions.hasResourceProperties('AWS::Lambda::Function', {
      FunctionName: functionName,
      Runtime: 'nodejs24.x',
      Architectures: ['arm64'],
      MemorySize: 512,
      Timeout: 10,
      Handler: 'index.handler',
      LoggingConfig: { LogFormat: 'JSON', ApplicationLogLevel: 'INFO', SystemLogLevel: 'WARN' },
    });
    functions.hasResourceProperties('AWS::Logs::LogGroup', { LogGroupName: `/aws/lambda/${functionName}` });
  });

  it.each(routes)('function $name has exactly the permissions that lib/routes.ts declares', ({ name, may }) => {
    const wanted = Object.values(may).flatMap((actions) =>
      actions.map((action) => `dynamodb:${action.replace(/Indexes|Table/, '')}`),
    );
    expect(new Set(actionsOf(functions, name))).toEqual(
      new Set(['logs:CreateLogStream', 'logs:PutLogEvents', ...wanted]),
    );
  });

  it('no API function has a wildcard permission, or may scan, or delete where payments are', () => {
    for (const { name } of routes) {
      for (const { Effect, Action, Resource } of statementsOf(functions, name)) {
        expect(Effect).toBe('Allow');
        expect(JSON.stringify(Resource)).not.toContain('"*"');
        expect([Action].flat().join()).not.toMatch(/\*|Scan|Batch|PartiQL/);
        if (/Delete/.test([Action].flat().join())) expect(JSON.stringify(Resource)).toContain('Webhooks');
      }
    }
  });

  it.each([
    ['list-payments', ['/index/by-time', '/index/by-trip']],
    ['list-events', ['/index/by-day']],
    ['list-orders', ['/index/by-time']],
    ['get-metrics', []],
  ])('function %s may query only the indexes %j, or a table with a sort key', (name, indexes) => {
    const [query] = statementsOf(functions, name).filter(({ Action }) => [Action].flat().includes('dynamodb:Query'));
    const found = [...JSON.stringify(query?.Resource).matchAll(/\/index\/[a-z-]+/g)].map(([index]) => index);
    expect(found).toEqual(indexes);
  });

  it.each(routes)(
    'the environment of $name names only the tables and services it uses',
    ({ name, may, calls = [] }) => {
      const wanted = [...Object.keys(may).map((table) => `${table.toUpperCase()}_TABLE`), ...calls];
      expect(new Set(Object.keys(environmentOf(functions, name)))).toEqual(new Set(wanted));
    },
  );

  it('the API serves every method and path of every route', () => {
    const methods = resourcesOf(api, 'AWS::ApiGateway::Method').map(({ Properties }) => Properties);
    const served = routes.flatMap((route) => route.paths.flatMap(() => methodsOf(route)));
    expect(methods).toHaveLength(served.length);
    api.hasResourceProperties('AWS::ApiGateway::RestApi', { BinaryMediaTypes: ['*/*'] });
  });

  it('the API of stage local authenticates nobody', async () => {
    const local = await templatesFor({ stage: 'local' });
    const methods = resourcesOf(local.api, 'AWS::ApiGateway::Method').map(({ Properties }) => Properties);
    for (const method of methods) expect(method).toMatchObject({ AuthorizationType: 'NONE' });
  });

  const triggersByStage = [
    ['local', 'on'],
    ['sandbox', 'on'],
    ['sandbox-anna', 'on'],
    ['staging', 'off'],
    ['production', 'off'],
  ] as const;
  it.each(facesOf(triggersByStage, ['local', 'sandbox', 'production']))(
    'in stage %s the test triggers of the simulated processor are %s',
    async (stage, triggers) => {
      const templates = await templatesFor({ stage, ...servicesOf(stage) });
      apiFunctionsOf(templates).allResourcesProperties('AWS::Lambda::Function', {
        Environment: { Variables: Match.objectLike({ PROCESSOR_TRIGGERS: triggers }) },
      });
    },
  );

  it('the API stack and its functions have only resource types that LocalStack and the hermetic environment support', () => {
    expect([...typesOf(api), ...typesOf(functions)]).toEqual([
      'AWS::ApiGateway::Deployment',
      'AWS::ApiGateway::GatewayResponse',
      'AWS::ApiGateway::Method',
      'AWS::ApiGateway::Resource',
      'AWS::ApiGateway::RestApi',
      'AWS::ApiGateway::Stage',
      'AWS::IAM::ManagedPolicy',
      'AWS::ApiGateway::Deployment',
      'AWS::IAM::Policy',
      'AWS::IAM::Role',
      'AWS::Lambda::Alias',
      'AWS::Lambda::Function',
      'AWS::Lambda::Permission',
      'AWS::Lambda::Version',
      'AWS::Logs::LogGroup',
    ]);
  });
});

describe('the access log', () => {
  const settingIn = async (stage: string) => {
    const templates = await templatesFor({ stage, ...servicesOf(stage) });
    const [found] = Object.values(templates.api.findResources('AWS::ApiGateway::Stage'));
    return found?.Properties.AccessLogSetting;
  };

  it('the access log of a kept stage records caller, route and status, and nothing from the request itself', async () => {
    const { Format } = await settingIn('production');
    expect(JSON.parse(Format)).toEqual({
      request_id: '$context.requestId',
      at: '$context.requestTime',
      caller: '$context.identity.userArn',
      from: '$context.identity.sourceIp',
      method: '$context.httpMethod',
      route: '$context.resourcePath',
      status: '$context.status',
      latency_ms: '$context.responseLatency',
      refused_as: '$context.error.responseType',
    });
  });

  it('a sandbox has no access log, because that needs an account-wide role', async () => {
    expect(await settingIn('sandbox')).toBeUndefined();
    expect(typesOf(api)).not.toContain('AWS::ApiGateway::Account');
  });

  it.each(['sandbox', 'production'])('stage %s never logs bodies in API Gateway', async (stage) => {
    const templates = await templatesFor({ stage, ...servicesOf(stage) });
    expect(JSON.stringify(templates.api.toJSON())).not.toMatch(/DataTraceEnabled":true|LoggingLevel/);
  });
});

describe('the rate limit', () => {
  const limitFor = async (context: Record<string, string>) => {
    const templates = await templatesFor({ stage: 'sandbox', ...context });
    const [stage] = Object.values(templates.api.findResources('AWS::ApiGateway::Stage'));
    const [settings] = stage?.Properties.MethodSettings ?? [];
    return [settings?.ThrottlingRateLimit, settings?.ThrottlingBurstLimit];
  };

  const limits = [
    ['{}', [500, 1_000]],
    ['{"rateLimit":"20","rateBurst":"40"}', [20, 40]],
    ['{"rateLimitEnabled":"false"}', [undefined, undefined]],
    ['{"rateLimitEnabled":"False","rateLimit":"20"}', [undefined, undefined]],
  ] as const;
  it.each(facesOf(limits, ['{}']))('with context %s the API has rate and burst limits %j', async (context, limit) => {
    expect(await limitFor(JSON.parse(context))).toEqual(limit);
  });
});

describe('errors that API Gateway produces itself', () => {
  const responseFor = (type: string) => {
    const found = Object.values(api.findResources('AWS::ApiGateway::GatewayResponse'));
    const { Properties } = found.find((one) => one.Properties.ResponseType === type) ?? {};
    const body = JSON.parse(saying(Properties.ResponseTemplates['application/json'], 'the words of AWS'));
    return { status: Properties.StatusCode, headers: Properties.ResponseParameters, body };
  };

  it.each([
    ['THROTTLED', '429', 'rate_limited'],
    ['MISSING_AUTHENTICATION_TOKEN', '403', 'not_allowed'],
    ['ACCESS_DENIED', '403', 'not_allowed'],
    ['INVALID_SIGNATURE', '403', 'not_authenticated'],
    ['EXPIRED_TOKEN', '403', 'not_authenticated'],
    ['INVALID_API_KEY', '403', 'not_authenticated'],
    ['REQUEST_TOO_LARGE', '413', 'body_too_large'],
    ['INTEGRATION_TIMEOUT', '504', 'out_of_time'],
    ['INTEGRATION_FAILURE', '502', 'internal_error'],
    ['DEFAULT_4XX', undefined, 'request_refused'],
    ['DEFAULT_5XX', undefined, 'internal_error'],
  ])('gateway response %s is a problem with status %s and code %s', (type, status, code) => {
    const { body, ...response } = responseFor(type);
    expect(response.status).toBe(status);
    expect(body).toEqual({
      type: `urn:payment-service:problem:${code}`,
      title: body.error,
      ...(status !== undefined && { status: Number(status) }),
      detail: expect.any(String),
      instance: 'urn:payment-service:request:$context.requestId',
      code,
      error: expect.any(String),
      request_id: '$context.requestId',
      // By these, a client knows that its clock is wrong.
      ...(code === 'not_authenticated' && type !== 'INVALID_API_KEY' && { message: 'the words of AWS' }),
    });
  });

  it('a throttled request gets "Rate limit exceeded" and a Retry-After header', () => {
    const { headers, body } = responseFor('THROTTLED');
    expect(body.error).toBe('Rate limit exceeded');
    expect(headers['gatewayresponse.header.Retry-After']).toBe("'1'");
  });
});
