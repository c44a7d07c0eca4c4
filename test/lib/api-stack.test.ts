import { Match } from 'aws-cdk-lib/assertions';
import { beforeAll, describe, expect, it } from 'vitest';
import { routes } from '../../lib/routes.ts';
import { type Templates, templatesFor } from '../support/synth.ts';

type Statement = { Effect: string; Action: string | string[]; Resource: unknown };
/** The properties that these tests look at. */
type Resource = {
  Type: string;
  Properties: {
    FunctionName?: string;
    Environment?: { Variables: Record<string, unknown> };
    Role?: { 'Fn::GetAtt': [string, string] };
    Roles?: { Ref: string }[];
    PolicyDocument?: { Statement: Statement[] };
  };
};

let sandbox: Templates;
beforeAll(async () => {
  sandbox = await templatesFor({ stage: 'sandbox' });
});

const resources = (template: Templates['api'], type: string) =>
  Object.entries(template.findResources(type)) as [string, Resource][];

describe('the API stack', () => {
  it.each(routes)('runs $name as its own function, with its own log and role', ({ name }) => {
    const functionName = `payment-service-sandbox-${name}`;
    sandbox.api.hasResourceProperties('AWS::Lambda::Function', {
      FunctionName: functionName,
      Runtime: 'nodejs24.x',
      Architectures: ['arm64'],
      MemorySize: 512,
      Timeout: 10,
      Handler: 'index.handler',
      LoggingConfig: { LogFormat: 'JSON', ApplicationLogLevel: 'INFO', SystemLogLevel: 'WARN' },
    });
    sandbox.api.hasResourceProperties('AWS::Logs::LogGroup', { LogGroupName: `/aws/lambda/${functionName}` });
  });

  it.each(routes)('gives $name exactly the rights of its line', ({ name, may }) => {
    const granted = statementsOf(name).flatMap(({ Action }) => Action);
    const wanted = Object.values(may).flatMap((actions) => actions.map((action) => `dynamodb:${action}`));
    expect(granted.sort()).toEqual(['logs:CreateLogStream', 'logs:PutLogEvents', ...wanted].sort());
  });

  it('gives nobody a right to everything, and nobody a way to scan or delete', () => {
    for (const { name } of routes) {
      for (const { Effect, Action, Resource } of statementsOf(name)) {
        expect(Effect).toBe('Allow');
        expect(JSON.stringify(Resource)).not.toContain('"*"');
        expect([Action].flat().join()).not.toMatch(/\*|Scan|Delete|Batch|PartiQL/);
      }
    }
  });

  it.each(routes)('tells $name the names of the tables that it may use, and of no others', ({ name, may }) => {
    const [, lambda] = functionOf(name);
    const told = Object.keys(lambda.Properties.Environment?.Variables ?? {}).filter((variable) =>
      variable.endsWith('_TABLE'),
    );
    const wanted = Object.keys(may).map((table) => `${table.toUpperCase()}_TABLE`);
    expect(new Set(told)).toEqual(new Set(wanted));
  });

  it('serves every path of every route, and asks for a signature', () => {
    const methods = resources(sandbox.api, 'AWS::ApiGateway::Method').map(([, { Properties }]) => Properties);
    const paths = routes.flatMap((route) => route.paths);
    expect(methods).toHaveLength(paths.length);
    for (const method of methods) expect(method).toMatchObject({ AuthorizationType: 'AWS_IAM' });
    sandbox.api.hasResourceProperties('AWS::ApiGateway::RestApi', { BinaryMediaTypes: ['*/*'] });
  });

  it('asks nobody who they are on this machine alone', async () => {
    const local = await templatesFor({ stage: 'local' });
    const methods = resources(local.api, 'AWS::ApiGateway::Method').map(([, { Properties }]) => Properties);
    for (const method of methods) expect(method).toMatchObject({ AuthorizationType: 'NONE' });
  });

  it.each([
    ['local', 'on'],
    ['sandbox', 'on'],
    ['sandbox-anna', 'on'],
    ['staging', 'off'],
    ['production', 'off'],
  ])('has the test triggers of the simulated processor in stage %s %s', async (stage, triggers) => {
    const { api } = await templatesFor({ stage });
    api.allResourcesProperties('AWS::Lambda::Function', {
      Environment: { Variables: Match.objectLike({ PROCESSOR_TRIGGERS: triggers }) },
    });
  });

  it('holds only types that LocalStack and the hermetic environment know, and no custom resource', () => {
    const types = new Set(Object.values(sandbox.api.toJSON().Resources as Record<string, Resource>).map((r) => r.Type));
    expect([...types].sort()).toEqual([
      'AWS::ApiGateway::Deployment',
      'AWS::ApiGateway::Method',
      'AWS::ApiGateway::Resource',
      'AWS::ApiGateway::RestApi',
      'AWS::ApiGateway::Stage',
      'AWS::IAM::Policy',
      'AWS::IAM::Role',
      'AWS::Lambda::Function',
      'AWS::Lambda::Permission',
      'AWS::Logs::LogGroup',
    ]);
  });
});

describe('both stacks', () => {
  it('use only intrinsics that LocalStack and the hermetic environment resolve', () => {
    const text = JSON.stringify([sandbox.api.toJSON().Resources, sandbox.storage.toJSON().Resources]);
    const used = new Set([...text.matchAll(/"(Fn::\w+|Ref|Condition)":/g)].map(([, name]) => name));
    expect(used).toEqual(new Set(['Ref', 'Fn::GetAtt', 'Fn::ImportValue', 'Fn::Join', 'Fn::Sub']));
  });
});

function functionOf(name: string): [string, Resource] {
  const wanted = `payment-service-sandbox-${name}`;
  const found = resources(sandbox.api, 'AWS::Lambda::Function').find(
    ([, { Properties }]) => Properties.FunctionName === wanted,
  );
  if (!found) throw new Error(`no function ${wanted}`);
  return found;
}

function statementsOf(name: string): Statement[] {
  const [, lambda] = functionOf(name);
  const role = lambda.Properties.Role?.['Fn::GetAtt'][0];
  const policies = resources(sandbox.api, 'AWS::IAM::Policy').map(([, { Properties }]) => Properties);
  return policies
    .filter(({ Roles }) => Roles?.some(({ Ref }) => Ref === role))
    .flatMap(({ PolicyDocument }) => PolicyDocument?.Statement ?? []);
}
