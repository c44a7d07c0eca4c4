import { beforeAll, describe, expect, it } from 'vitest';
import { accountId, region } from '../../hermetic/template/physical-ids.ts';
import { callerPermissions, methodsOf, routesOf } from '../../lib/routes.ts';
import { isAllowed, type Policy } from '../support/iam.ts';
import { resolvedOf } from '../support/resolved.ts';
import { services, templatesFor } from '../support/synth.ts';

/** Path parameter values, some of which look like parts of other routes. */
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
  });

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

  it('the caller policies are complete, and the template has every method of every route', () => {
    expect(new Set(policies.keys())).toEqual(new Set(callerPermissions));
    const routed = routesOf({ kind }).flatMap((route) =>
      route.paths.flatMap((path) => methodsOf(route).map((method) => `${method} ${path}`)),
    );
    expect(new Set(methods.map(({ method, path }) => `${method} ${path}`))).toEqual(new Set(routed));
  });

  it('a caller may call each signed route only with its permission, with and without a trailing slash', async () => {
    for (const { method, path } of methods.filter(({ signed }) => signed)) {
      const route = routesOf({ kind }).find((one) => one.paths.includes(path) && methodsOf(one).includes(method));
      for (const called of pathsOf(path).flatMap((one) => [one, `${one}/`])) {
        expect([method, called, await allowedBy(arn(method, called))]).toEqual([method, called, [route?.requires]]);
      }
    }
  });

  it('a caller may not call another stage, another API or a method that no route has', async () => {
    for (const { method, path } of methods.filter(({ signed }) => signed)) {
      const [called = ''] = pathsOf(path);
      const others = [
        arn(method, called, { of: 'other' }),
        arn(method, called, { api: 'zzzzzzzzzz' }),
        arn('PATCH', called),
        arn('PUT', called),
      ];
      for (const other of others) expect([other, await allowedBy(other)]).toEqual([other, []]);
    }
  });
});

type Method = Readonly<{ method: 'GET' | 'POST' | 'DELETE'; path: string; signed: boolean }>;
// biome-ignore lint/suspicious/noExplicitAny: properties of any resource type
type Resources = Readonly<Record<string, Readonly<{ Type: string; Properties: Readonly<Record<string, any>> }>>>;

/** API methods read from the template rather than from routes.ts, which is under test. */
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
