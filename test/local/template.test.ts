// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these placeholders are CloudFormation’s.
import { describe, expect, it } from 'vitest';
import type { Resource, Stack } from '../../local/template/assembly.ts';
import { declaredBy } from '../../local/template/template.ts';

const storage: Stack = {
  name: 'shop-storage',
  template: {
    Resources: {
      Payments: {
        Type: 'AWS::DynamoDB::Table',
        Properties: {
          TableName: { 'Fn::Sub': 'shop-${AWS::Region}-payments' },
          AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
          KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
          BillingMode: 'PAY_PER_REQUEST',
          StreamSpecification: { StreamViewType: 'NEW_AND_OLD_IMAGES' },
          PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
          DeletionProtectionEnabled: true,
        },
      },
      Unnamed: {
        Type: 'AWS::DynamoDB::Table',
        Properties: {
          AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
          KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
        },
      },
    },
    Outputs: {
      Name: {
        Value: { Ref: 'Payments' },
        Export: { Name: { 'Fn::Sub': '${AWS::StackName}:Name' } },
      },
      Arn: { Value: { 'Fn::GetAtt': ['Payments', 'Arn'] } },
    },
  },
};

const invocation = (logicalId: string) => ({
  'Fn::Join': [
    '',
    [
      'arn:',
      { Ref: 'AWS::Partition' },
      ':apigateway:',
      { Ref: 'AWS::Region' },
      ':lambda:path/2015-03-31/functions/',
      { 'Fn::GetAtt': [logicalId, 'Arn'] },
      '/invocations',
    ],
  ],
});

const base: Record<string, Resource> = {
  Api: {
    Type: 'AWS::ApiGateway::RestApi',
    Properties: { Name: 'shop', BinaryMediaTypes: ['*/*'] },
  },
  Deployment: { Type: 'AWS::ApiGateway::Deployment', Properties: { RestApiId: { Ref: 'Api' } } },
  Stage: {
    Type: 'AWS::ApiGateway::Stage',
    Properties: { RestApiId: { Ref: 'Api' }, StageName: 'local' },
  },
  Orders: {
    Type: 'AWS::ApiGateway::Resource',
    Properties: {
      RestApiId: { Ref: 'Api' },
      ParentId: { 'Fn::GetAtt': ['Api', 'RootResourceId'] },
      PathPart: 'orders',
    },
  },
  Order: {
    Type: 'AWS::ApiGateway::Resource',
    Properties: { RestApiId: { Ref: 'Api' }, ParentId: { Ref: 'Orders' }, PathPart: '{order_id}' },
  },
  GetOrder: {
    Type: 'AWS::ApiGateway::Method',
    Properties: {
      RestApiId: { Ref: 'Api' },
      ResourceId: { Ref: 'Order' },
      HttpMethod: 'GET',
      Integration: { Type: 'AWS_PROXY', Uri: invocation('Read') },
    },
  },
  GetRoot: {
    Type: 'AWS::ApiGateway::Method',
    Properties: {
      RestApiId: { Ref: 'Api' },
      ResourceId: { 'Fn::GetAtt': ['Api', 'RootResourceId'] },
      HttpMethod: 'GET',
      Integration: { Type: 'AWS_PROXY', Uri: invocation('Read') },
    },
  },
  Role: { Type: 'AWS::IAM::Role', Properties: {} },
  Read: {
    Type: 'AWS::Lambda::Function',
    Properties: {
      FunctionName: 'read-order',
      Handler: 'index.handler',
      Runtime: 'nodejs24.x',
      Timeout: 10,
      MemorySize: 512,
      LoggingConfig: { LogFormat: 'JSON' },
      Environment: { Variables: { STAGE: 'local' } },
    },
    Metadata: { 'aws:asset:path': 'asset.1' },
  },
};

/** The stacks with one more variable in the function's environment, or other resources. */
function declared(more: { variable?: unknown; resources?: Record<string, Resource> } = {}) {
  const read = base.Read as Resource;
  const environment = { Variables: { STAGE: 'local', VALUE: more.variable ?? '' } };
  const api: Stack = {
    name: 'shop-api',
    template: {
      Resources: {
        ...base,
        Read: { ...read, Properties: { ...read.Properties, Environment: environment } },
        ...more.resources,
      },
    },
  };
  return declaredBy([storage, api], '/assembly');
}

describe('what the templates declare', () => {
  it('is every table as the CreateTable call that makes it', () => {
    expect(declared().tables).toEqual([
      {
        TableName: 'shop-us-east-1-payments',
        AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
        KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
        BillingMode: 'PAY_PER_REQUEST',
        StreamSpecification: { StreamViewType: 'NEW_AND_OLD_IMAGES', StreamEnabled: true },
      },
      expect.objectContaining({ TableName: 'shop-storage-Unnamed' }),
    ]);
  });

  it('is every function with its code, limits and environment', () => {
    expect([...declared().functions]).toEqual([
      [
        'Read',
        {
          logicalId: 'Read',
          name: 'read-order',
          codeDir: expect.stringMatching(/[\\/]assembly[\\/]asset\.1$/),
          handler: 'index.handler',
          runtime: 'nodejs24.x',
          timeoutMs: 10_000,
          memoryMb: 512,
          environment: { STAGE: 'local', VALUE: '' },
          loggingFormat: 'JSON',
        },
      ],
    ]);
  });

  it('has Lambda’s defaults where a template says nothing', () => {
    const Read: Resource = {
      Type: 'AWS::Lambda::Function',
      Properties: { FunctionName: 'read-order', Handler: 'index.handler', Runtime: 'nodejs24.x' },
      Metadata: { 'aws:asset:path': 'asset.1' },
    };
    expect(declared({ resources: { Read } }).functions.get('Read')).toMatchObject({
      timeoutMs: 3_000,
      memoryMb: 128,
      environment: {},
      loggingFormat: 'Text',
    });
  });

  it('is every method of the API by its whole path', () => {
    const { stage, apis } = declared();
    const resourceId = expect.stringMatching(/^[a-z0-9]{10}$/);
    expect(stage).toBe('local');
    expect(apis).toEqual([
      {
        logicalId: 'Api',
        name: 'shop',
        stage: 'local',
        binaryMediaTypes: ['*/*'],
        routes: [
          { method: 'GET', path: '/orders/{order_id}', resourceId, functionLogicalId: 'Read' },
          { method: 'GET', path: '/', resourceId, functionLogicalId: 'Read' },
        ],
      },
    ]);
  });
});

describe('an intrinsic becomes what it stands for', () => {
  it.each([
    [{ Ref: 'AWS::Region' }, 'us-east-1'],
    [{ Ref: 'AWS::AccountId' }, '000000000000'],
    [{ Ref: 'AWS::StackName' }, 'shop-api'],
    [{ Ref: 'Read' }, 'read-order'],
    [{ Ref: 'Stage' }, 'local'],
    [{ 'Fn::GetAtt': ['Role', 'Arn'] }, 'arn:aws:iam::000000000000:role/shop-api-Role'],
    [{ 'Fn::GetAtt': 'Role.Arn' }, 'arn:aws:iam::000000000000:role/shop-api-Role'],
    [{ 'Fn::Join': ['-', ['a', { Ref: 'Stage' }]] }, 'a-local'],
    [{ 'Fn::Sub': '${Read}.${AWS::URLSuffix}' }, 'read-order.amazonaws.com'],
    [{ 'Fn::Sub': '${Role.Arn}' }, 'arn:aws:iam::000000000000:role/shop-api-Role'],
    [{ 'Fn::Sub': ['${x}-${!x}', { x: { Ref: 'Stage' } }] }, 'local-${x}'],
    [{ 'Fn::ImportValue': 'shop-storage:Name' }, 'shop-us-east-1-payments'],
    [
      { 'Fn::GetStackOutput': { StackName: 'shop-storage', OutputName: 'Arn' } },
      'arn:aws:dynamodb:us-east-1:000000000000:table/shop-us-east-1-payments',
    ],
    [10, '10'],
  ])('%j is %s', (variable, value) => {
    expect(declared({ variable }).functions.get('Read')?.environment.VALUE).toBe(value);
  });
});

describe('what cannot be run is an error that names it', () => {
  const where = 'shop-api/Read, property Environment.Variables.VALUE';
  it.each([
    [{ 'Fn::If': ['IsBig', 1, 2] }, 'Fn::If'],
    [{ 'Fn::Select': [0, ['a']] }, 'Fn::Select'],
    [{ Ref: 'Nothing' }, 'Ref Nothing'],
    [{ Ref: 'GetOrder' }, 'Ref GetOrder (AWS::ApiGateway::Method)'],
    [{ 'Fn::GetAtt': ['Read', 'SnapStart'] }, 'Fn::GetAtt Read.SnapStart (AWS::Lambda::Function)'],
    [{ 'Fn::ImportValue': 'elsewhere' }, 'Fn::ImportValue elsewhere'],
    [{ 'Fn::GetStackOutput': { StackName: 's', OutputName: 'o' } }, 'Fn::GetStackOutput s.o'],
  ])('%j', (variable, name) => {
    const message = messageFrom(() => declared({ variable }));
    expect(message).toContain(name);
    expect(message).toContain(where);
  });

  const method = base.GetOrder as Resource;
  const integration = (value: object): Resource => ({
    ...method,
    Properties: { ...method.Properties, Integration: value },
  });
  it.each<[string, Record<string, Resource>, string[]]>([
    ['a resource type', { Queue: { Type: 'AWS::SQS::Queue' } }, ['shop-api/Queue', 'AWS::SQS::Queue']],
    ['a mock integration', { GetOrder: integration({ Type: 'MOCK' }) }, ['shop-api/GetOrder', 'MOCK']],
    [
      'a function of another stack',
      { GetOrder: integration({ Type: 'AWS_PROXY', Uri: 'arn:elsewhere' }) },
      ['shop-api/GetOrder', 'arn:elsewhere'],
    ],
    [
      'inline code',
      { Read: { Type: 'AWS::Lambda::Function', Properties: { Code: { ZipFile: '' } } } },
      ['shop-api/Read', 'file asset'],
    ],
    ['a missing property', { Read: { ...(base.Read as Resource), Properties: {} } }, ['shop-api/Read', 'Handler']],
    ['a condition', { Read: { ...(base.Read as Resource), Condition: 'IsBig' } }, ['shop-api/Read', 'IsBig']],
  ])('%s', (_, resources, parts) => {
    const message = messageFrom(() => declared({ resources }));
    for (const part of parts) expect(message).toContain(part);
  });

  it('templates without an API', () => {
    expect(() => declaredBy([storage], '/assembly')).toThrow('no REST API');
  });
});

function messageFrom(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    return String(error);
  }
  return 'nothing was thrown';
}
