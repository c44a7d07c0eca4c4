import { beforeAll, describe, expect, it } from 'vitest';
import { stacksOf } from '../support/resolved.ts';
import { services, templatesFor } from '../support/synth.ts';

const certificateArn = 'arn:aws:acm:eu-west-1:123456789012:certificate/11111111-2222-3333-4444-555555555555';
const everything = { ...services, grpcEdge: 'on', certificateArn, backup: 'daily' };

/** Resource types that outlive their stack, with their policies on deletion and replacement. */
type Kept = Readonly<Record<string, readonly [onDeletion: string, onReplacement: string]>>;

/** Retained, except when the creation of their stack is rolled back. */
const retainExceptOnCreate = ['RetainExceptOnCreate', 'Retain'] as const;
const retain = ['Retain', 'Retain'] as const;

// Deleted with the API, which is deleted after this stack: lib/api-redeployment.ts.
const disposable: Kept = { 'AWS::ApiGateway::Deployment': retain };
const kept: Kept = {
  ...disposable,
  'AWS::DynamoDB::Table': retain,
  'AWS::Logs::LogGroup': retainExceptOnCreate,
  'AWS::Backup::BackupVault': retainExceptOnCreate,
  // Account-wide setting, and the role it refers to.
  'AWS::ApiGateway::Account': retain,
  'AWS::IAM::Role CloudWatchRole': retain,
};

type Resource = Readonly<{
  Type: string;
  DeletionPolicy?: string;
  UpdateReplacePolicy?: string;
  Properties?: Readonly<Record<string, unknown>>;
}>;

type Resources = readonly (readonly [id: string, resource: Resource])[];

async function resourcesOf(stage: string): Promise<Resources> {
  const templates = await templatesFor({ ...everything, stage });
  return stacksOf(templates).flatMap(({ template }) => Object.entries(template.Resources as Record<string, Resource>));
}

const keyOf = (id: string, { Type }: Resource) => (id.includes('CloudWatchRole') ? `${Type} CloudWatchRole` : Type);

describe.each([
  ['sandbox', disposable],
  ['sandbox-anna', disposable],
  ['production', kept],
  ['staging', kept],
])('the resources of stage %s', (stage, expected) => {
  let resources: Resources;
  beforeAll(async () => {
    resources = await resourcesOf(stage);
  });

  it('exactly the listed resource types outlive their stack', () => {
    const found = resources.flatMap(([id, resource]) => {
      const { DeletionPolicy = 'Delete', UpdateReplacePolicy = 'Delete' } = resource;
      const policies = [DeletionPolicy, UpdateReplacePolicy];
      return policies.every((policy) => policy === 'Delete') ? [] : [JSON.stringify([keyOf(id, resource), policies])];
    });
    expect(new Set(found)).toEqual(new Set(Object.entries(expected).map((entry) => JSON.stringify(entry))));
  });

  it('after a failed creation only protected tables keep their names from a retry', () => {
    const blocking = resources.filter(
      ([, { Type, DeletionPolicy, Properties = {} }]) =>
        DeletionPolicy === 'Retain' &&
        // Names the stage that it is deployed to, and has none itself.
        Type !== 'AWS::ApiGateway::Deployment' &&
        Object.keys(Properties).some((property) => property.endsWith('Name')),
    );
    const found = new Set(
      blocking.map(([, { Type, Properties }]) => [Type, Properties?.DeletionProtectionEnabled].join()),
    );
    expect(found).toEqual(new Set(expected === kept ? ['AWS::DynamoDB::Table,true'] : []));
  });

  // https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/import-resources-automatically.html
  it('tables and log groups have literal names, as --import-existing-resources requires', () => {
    for (const [id, resource] of resources) {
      const name = { 'AWS::DynamoDB::Table': 'TableName', 'AWS::Logs::LogGroup': 'LogGroupName' }[resource.Type];
      if (name !== undefined) expect([id, typeof resource.Properties?.[name]]).toEqual([id, 'string']);
    }
  });
});
