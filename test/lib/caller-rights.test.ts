import { beforeAll, describe, expect, it } from 'vitest';
import { accountId, region } from '../../hermetic/template/physical-ids.ts';
import { allowances, methodsOf, routesOf } from '../../lib/routes.ts';
import { isAllowed, type Policy } from '../support/iam.ts';
import { resolvedOf } from '../support/resolved.ts';
import { services, templatesFor } from '../support/synth.ts';

/** Values of path parameters, some of which look like the rest of another route. */
const values = ['1', 'a-b_c', 'charge', 'refund', 'capture', 'receipt', 'x%2Frefund'];

describe.each([
  ['sandbox', 'sandbox', {}],
  ['production', 'kept', services],
] as const)('a caller of stage %s', (stage, kind, context) => {
  const policies = new Map<string, Policy>();
  let methods: readonly Method[];
  let apiId: string;
  beforeAll(async () => {
    const templates = await templatesFor({ stage, ...context });
    for (const { properties } of resolvedOf(templates, 'AWS::IAM::ManagedPolicy')) {
      policies.set(
        String(properties.ManagedPolicyName).replace(`payment-service-${stage}-`, ''),
        properties.PolicyDocument,
      );
    }
    const [api] = resolvedOf(templates, 'AWS::ApiGateway::Stage').filter((one) => one.stack === 'api');
    apiId = String(api?.properties.RestApiId);
    methods = methodsIn(templates.api.toJSON().Resources);
  }, 60_000);

  const arn = (method: string, path: string, { api = apiId, of = stage }: { api?: string; of?: string } = {}) =>
    `arn:aws:execute-api:${region}:${accountId}:${api}/${of}/${method}${path}`;
  const allowedBy = async (resource: string): Promise<readonly string[]> => {
    const names = [...policies.keys()];
    const action = 'execute-api:Invoke';
    const answers = await Promise.all(
      names.map((name) => isAllowed([policies.get(name) as Policy], { action, resource })),
    );
    return names.filter((_, index) => answers[index]);
  };
  const pathsOf = (path: string) =>
    path.includes('{') ? values.map((value) => path.replace(/\{[^}]+\}/, value)) : [path];

  it('is let in by four policies, to every method that the API has', () => {
    expect(new Set(policies.keys())).toEqual(new Set(allowances));
    const routed = routesOf({ kind }).flatMap((route) =>
      route.paths.flatMap((path) => methodsOf(route).map((method) => `${method} ${path}`)),
    );
    expect(new Set(methods.map(({ method, path }) => `${method} ${path}`))).toEqual(new Set(routed));
  });

  it('may call each signed route by the policy of its allowance alone, with and without a slash at the end', async () => {
    for (const { method, path } of methods.filter(({ signed }) => signed)) {
      const route = routesOf({ kind }).find((one) => one.paths.includes(path) && methodsOf(one).includes(method));
      for (const called of pathsOf(path).flatMap((one) => [one, `${one}/`])) {
        expect([method, called, await allowedBy(arn(method, called))]).toEqual([method, called, [route?.allows]]);
      }
    }
  });

  it('may call nothing of another stage or API, and no method that a route does not have', async () => {
    for (const { method, path } of methods.filter(({ signed }) => signed)) {
      const [called = ''] = pathsOf(path);
      const others = [
        arn(method, called, { of: 'other' }),
        arn(method, called, { api: 'zzzzzzzzzz' }),
        arn('DELETE', called),
        arn('PUT', called),
      ];
      for (const other of others) expect([other, await allowedBy(other)]).toEqual([other, []]);
    }
  });
});

type Method = Readonly<{ method: 'GET' | 'POST'; path: string; signed: boolean }>;
// biome-ignore lint/suspicious/noExplicitAny: whatever a template has
type Resources = Readonly<Record<string, Readonly<{ Type: string; Properties: Readonly<Record<string, any>> }>>>;

/** The methods that API Gateway is given, read from the template: what routes.ts says is what is tested. */
function methodsIn(resources: Resources): readonly Method[] {
  const idOf = (value: Readonly<Record<string, unknown>>) => String(value.Ref ?? [value['Fn::GetAtt']].flat()[0]);
  const pathOf = (id: string): string => {
    const resource = resources[id];
    if (resource === undefined || resource.Type === 'AWS::ApiGateway::RestApi') return '';
    return `${pathOf(idOf(resource.Properties.ParentId))}/${resource.Properties.PathPart}`;
  };
  return Object.values(resources)
    .filter(({ Type }) => Type === 'AWS::ApiGateway::Method')
    .map(({ Properties }) => ({
      method: Properties.HttpMethod,
      path: pathOf(idOf(Properties.ResourceId)) || '/',
      signed: Properties.AuthorizationType === 'AWS_IAM',
    }));
}
