import { expect, it } from 'vitest';
import { services, type Templates, templatesFor } from '../support/synth.ts';

const certificateArn = 'arn:aws:acm:eu-west-1:123456789012:certificate/11111111-2222-3333-4444-555555555555';
const context = { grpcEdge: 'on', certificateArn, ...services };

/** A resource's type and properties, each as JSON. */
type FlatResource = Readonly<Record<string, string>>;

/** All resources by stack and logical id. Stage names and hashes are replaced, so that stages can be compared. */
function resourcesIn(templates: Templates, stage: string): ReadonlyMap<string, FlatResource> {
  const all = Object.entries(templates).flatMap(([stack, template]) => {
    const text = JSON.stringify(template?.toJSON().Resources ?? {})
      .replaceAll(stage, '<stage>')
      .replaceAll(/(?<=[A-Za-z>])[0-9A-F]{8}(?:[0-9a-f]{32})?(?="|Ref|Arn|GetAtt)/g, '')
      .replaceAll(/[0-9a-f]{64}/g, '<hash>');
    const resources = Object.entries(JSON.parse(text) as Record<string, Resource>);
    return resources.map(([id, resource]): [string, FlatResource] => [`${stack} ${id}`, flatten(resource)]);
  });
  return new Map(all);
}

type Resource = Readonly<{
  Type: string;
  DeletionPolicy?: string;
  Properties?: Readonly<Record<string, unknown>>;
}>;

function flatten({ Type, DeletionPolicy, Properties = {} }: Resource): FlatResource {
  const { Environment, ...properties } = Properties as { Environment?: { Variables: object } };
  const all = { ...properties, ...Environment?.Variables, ...(DeletionPolicy && { DeletionPolicy }) };
  const entries = Object.entries(all).map(([name, value]) => [name, JSON.stringify(value)]);
  return { Type, ...Object.fromEntries(entries) };
}

/** Differences such as `AWS::DynamoDB::Table DeletionProtectionEnabled`: `false → true`. */
function differences(sandbox: ReadonlyMap<string, FlatResource>, production: ReadonlyMap<string, FlatResource>) {
  const found = new Map<string, Set<string>>();
  const differs = (what: string, how: string) => found.set(what, (found.get(what) ?? new Set()).add(how));
  for (const key of new Set([...sandbox.keys(), ...production.keys()])) {
    const [one, other] = [sandbox.get(key), production.get(key)];
    const type = one?.Type ?? other?.Type ?? '';
    if (one === undefined || other === undefined) {
      differs(key.replace(/ .*/, ''), `${one ? 'sandbox' : 'production'} alone: ${type}`);
      continue;
    }
    for (const name of new Set([...Object.keys(one), ...Object.keys(other)])) {
      const [here, there] = [one[name] ?? 'nothing', other[name] ?? 'nothing'];
      if (here !== there)
        differs(`${type} ${name}`, isShort(here) && isShort(there) ? `${here} → ${there}` : 'differs');
    }
  }
  return Object.fromEntries([...found].map(([what, hows]) => [what, [...hows].sort((a, b) => (a < b ? -1 : 1))]));
}

const isShort = (text: string) => text.length < 40;

it('production differs from a sandbox only in the listed properties', async () => {
  const [sandbox, production] = await Promise.all(
    ['sandbox', 'production'].map(async (stage) => resourcesIn(await templatesFor({ ...context, stage }), stage)),
  );
  const { stubs, requestor, ...others } = differences(sandbox ?? new Map(), production ?? new Map());
  for (const line of [...(stubs ?? ['']), ...(requestor ?? [''])]) expect(line).toMatch(/^sandbox alone: /);
  expect(others).toEqual({
    // Tables cannot be deleted, neither with their stack nor directly.
    'AWS::DynamoDB::Table DeletionProtectionEnabled': ['false → true'],
    'AWS::DynamoDB::Table DeletionPolicy': ['"Delete" → "Retain"'],
    // Logs are kept for a year and outlive their stack.
    'AWS::Logs::LogGroup RetentionInDays': ['7 → 365'],
    'AWS::Logs::LogGroup DeletionPolicy': ['"Delete" → "RetainExceptOnCreate"'],
    // Production has an access log and the account-wide role it needs, and no explorer.
    'AWS::ApiGateway::Stage AccessLogSetting': ['differs'],
    api: [
      'production alone: AWS::ApiGateway::Account',
      'production alone: AWS::IAM::Role',
      'production alone: AWS::Logs::LogGroup',
      'sandbox alone: AWS::ApiGateway::Method',
      'sandbox alone: AWS::ApiGateway::Resource',
    ],
    operationFunctions: [
      'sandbox alone: AWS::IAM::Policy',
      'sandbox alone: AWS::IAM::Role',
      'sandbox alone: AWS::Lambda::Function',
      'sandbox alone: AWS::Lambda::Permission',
      'sandbox alone: AWS::Logs::LogGroup',
    ],
    'AWS::IAM::ManagedPolicy PolicyDocument': ['differs'],
    // The OpenAPI document is open only in a sandbox.
    'AWS::ApiGateway::Method AuthorizationType': ['"NONE" → "AWS_IAM"'],
    'AWS::Lambda::Function INDEX_SHARDS': ['"1" → "4"'],
    'AWS::Lambda::Function PROCESSOR_TRIGGERS': ['"on" → "off"'],
    'AWS::Lambda::Function STRIPE_KEYS': ['"test" → "live"'],
    'AWS::ECS::Cluster ClusterSettings': ['differs'],
    observability: ['production alone: AWS::CloudWatch::Dashboard'],
  });
});
