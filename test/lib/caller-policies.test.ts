import { beforeAll, describe, expect, it } from 'vitest';
import { type CallerPermission, callerPermissions, methodsOf, routes, routesOf } from '../../lib/routes.ts';
import { resolvedOf } from '../support/resolved.ts';
import { servicesOf, type Templates, templatesFor } from '../support/synth.ts';

/** Methods that the API serves, such as `POST/v1/payments/{payment_id}/refund`. */
const methodsFor = (kind: 'sandbox' | 'kept', permission?: CallerPermission) =>
  routesOf({ kind })
    .filter(({ requires }) => permission === undefined || requires === permission)
    .flatMap((route) => route.paths.flatMap((path) => methodsOf(route).map((method) => `${method}${path}`)));

const parameter = /\{[^}]+\}/g;

/** The methods that each policy of a stage lists, without the ARN prefix. */
function listedIn(templates: Templates, stage: string): ReadonlyMap<string, readonly string[]> {
  const policies = resolvedOf(templates, 'AWS::IAM::ManagedPolicy');
  const [api] = resolvedOf(templates, 'AWS::ApiGateway::Stage').filter((one) => one.stack === 'api');
  const prefix = `arn:aws:execute-api:us-east-1:000000000000:${api?.properties.RestApiId}/${stage}/`;
  return new Map(
    policies.map(({ properties }) => {
      const { Statement: statements } = properties.PolicyDocument;
      expect(statements).toEqual([{ Effect: 'Allow', Action: 'execute-api:Invoke', Resource: expect.anything() }]);
      const arns: string[] = [statements[0].Resource].flat();
      for (const arn of arns) expect(arn.startsWith(prefix)).toBe(true);
      return [properties.ManagedPolicyName, arns.map((arn) => arn.slice(prefix.length))];
    }),
  );
}

describe.each([
  ['sandbox', 'sandbox'],
  ['production', 'kept'],
] as const)('the policies for callers of stage %s', (stage, kind) => {
  let templates: Templates;
  let listed: ReadonlyMap<string, readonly string[]>;
  beforeAll(async () => {
    templates = await templatesFor({ stage, ...servicesOf(stage) });
    listed = listedIn(templates, stage);
  });

  it('a stage has one caller policy per permission', () => {
    expect(new Set(listed.keys())).toEqual(
      new Set(callerPermissions.map((name) => `payment-service-${stage}-${name}`)),
    );
  });

  it.each(callerPermissions)(
    'policy %s lists exactly the methods of the routes that require it, each once',
    (permission) => {
      const wanted = methodsFor(kind, permission)
        .map((method) => method.replaceAll(parameter, '*'))
        .flatMap((method) => (method.endsWith('*') ? [method] : [method, `${method}/`]));
      const found = listed.get(`payment-service-${stage}-${permission}`) ?? [];
      expect(found.filter((pattern) => !wanted.includes(pattern))).toEqual([]);
      // Asterisks match slashes, so a pattern that another one matches anyway is left out.
      expect(wanted.filter((method) => !found.some((pattern) => matches(pattern, method)))).toEqual([]);
    },
  );

  it('exactly one caller policy matches each method, although asterisks also match slashes', () => {
    const patterns = [...listed].flatMap(([policy, methods]) => methods.map((method) => [policy, method] as const));
    for (const value of ['pay_1', 'capture', 'x/capture', 'a/refund', '..%2Frefund']) {
      const called = methodsFor(kind).map((each) => each.replaceAll(parameter, value));
      for (const method of called.flatMap((each) => [each, `${each}/`])) {
        const allowing = patterns.filter(([, pattern]) => matches(pattern, method)).map(([policy]) => policy);
        expect([method, new Set(allowing).size]).toEqual([method, 1]);
      }
    }
  });

  it('caller policies fit the 6,144-character limit of managed policies, with room for 50 % more routes', () => {
    for (const { properties } of resolvedOf(templates, 'AWS::IAM::ManagedPolicy')) {
      expect(JSON.stringify(properties.PolicyDocument).length).toBeLessThan(4_096);
    }
  });

  it('stack outputs list the caller policies', () => {
    const outputs = JSON.stringify(templates.api.findOutputs('*'));
    for (const permission of callerPermissions) expect(outputs).toContain(`callers that may ${permission}`);
  });
});

describe('caller permissions', () => {
  it('read and operate change no payment, erase asks no processor, and only refund gives money back', () => {
    const writers = routes.filter(({ may }) => [may.payments].flat().includes('UpdateItem'));
    expect(writers.filter(({ requires }) => requires === 'read' || requires === 'operate')).toEqual([]);
    expect(routes.filter(({ requires, asksProcessor }) => requires === 'erase' && asksProcessor)).toEqual([]);
    const backers = routes.filter(({ method, name }) => method === 'POST' && /refund|process-payment/.test(name));
    expect(backers.map(({ requires }) => requires)).toEqual(['refund', 'refund']);
  });

  it('stage local has no caller policies', async () => {
    const templates = await templatesFor({ stage: 'local' });
    // Its functions may send traces.
    const policies = resolvedOf(templates, 'AWS::IAM::ManagedPolicy');
    expect(policies.filter(({ logicalId }) => !logicalId.startsWith('Tracing'))).toEqual([]);
  });
});

/** Matches like IAM: https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-control-access-using-iam-policies-to-invoke-api.html */
const matches = (pattern: string, method: string) =>
  new RegExp(`^${pattern.replaceAll('.', '\\.').replaceAll('*', '.*')}$`).test(method);
