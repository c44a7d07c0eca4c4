import { beforeAll, describe, expect, it } from 'vitest';
import { type Allowance, allowances, methodsOf, routes, routesOf } from '../../lib/routes.ts';
import { resolvedOf } from '../support/resolved.ts';
import { services, type Templates, templatesFor } from '../support/synth.ts';

/** The methods that the API serves: `POST/v1/payments/{payment_id}/refund`. */
const methodsFor = (kind: 'sandbox' | 'kept', allowance?: Allowance) =>
  routesOf({ kind })
    .filter(({ allows }) => allowance === undefined || allows === allowance)
    .flatMap((route) => route.paths.flatMap((path) => methodsOf(route).map((method) => `${method}${path}`)));

const parameter = /\{[^}]+\}/g;

/** What each policy of a stage lists, behind the stage's name. */
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
    templates = await templatesFor({ stage, ...services });
    listed = listedIn(templates, stage);
  });

  it('are four', () => {
    expect(new Set(listed.keys())).toEqual(new Set(allowances.map((name) => `payment-service-${stage}-${name}`)));
  });

  it.each(allowances)('%s lists exactly the methods of the routes that allow it', (allowance) => {
    const wanted = methodsFor(kind, allowance)
      .map((method) => method.replaceAll(parameter, '*'))
      .flatMap((method) => (method.endsWith('*') ? [method] : [method, `${method}/`]));
    expect(new Set(listed.get(`payment-service-${stage}-${allowance}`))).toEqual(new Set(wanted));
  });

  it('let every method be called by one of them alone: an asterisk also stands for slashes', () => {
    const patterns = [...listed].flatMap(([policy, methods]) => methods.map((method) => [policy, method] as const));
    for (const value of ['pay_1', 'capture', 'x/capture', 'a/refund', '..%2Frefund']) {
      const called = methodsFor(kind).map((each) => each.replaceAll(parameter, value));
      for (const method of called.flatMap((each) => [each, `${each}/`])) {
        const allowing = patterns.filter(([, pattern]) => matches(pattern, method)).map(([policy]) => policy);
        expect([method, new Set(allowing).size]).toEqual([method, 1]);
      }
    }
  });

  it('are within the 6,144 characters of a managed policy, with room for half as many routes again', () => {
    for (const { properties } of resolvedOf(templates, 'AWS::IAM::ManagedPolicy')) {
      expect(JSON.stringify(properties.PolicyDocument).length).toBeLessThan(4_096);
    }
  });

  it('are put out, for whom to attach them to', () => {
    const outputs = JSON.stringify(templates.api.findOutputs('*'));
    for (const allowance of allowances) expect(outputs).toContain(`the API is to let ${allowance}`);
  });
});

describe('what a caller may be allowed', () => {
  it('changes nothing by reading, and pays nothing back but by refund', () => {
    const writers = routes.filter(({ may }) => [may.payments].flat().includes('UpdateItem'));
    expect(writers.filter(({ allows }) => allows === 'read' || allows === 'operate')).toEqual([]);
    const backers = routes.filter(({ name }) => /refund|process/.test(name));
    expect(backers.map(({ allows }) => allows)).toEqual(['refund', 'refund']);
  });

  it('does not change with a stage that asks nobody', async () => {
    const templates = await templatesFor({ stage: 'local' });
    expect(resolvedOf(templates, 'AWS::IAM::ManagedPolicy')).toEqual([]);
  });
});

/** As IAM does: https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-control-access-using-iam-policies-to-invoke-api.html */
const matches = (pattern: string, method: string) =>
  new RegExp(`^${pattern.replaceAll('.', '\\.').replaceAll('*', '.*')}$`).test(method);
