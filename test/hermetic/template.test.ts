// biome-ignore-all lint/suspicious/noTemplateCurlyInString: CloudFormation has the same placeholders.
import { describe, expect, it } from 'vitest';
import type { Resource, Stack } from '../../hermetic/template/assembly.ts';
import { appOf } from '../../hermetic/template/template.ts';

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
      LoggingConfig: { LogFormat: 'JSON', ApplicationLogLevel: 'DEBUG' },
      Environment: { Variables: { STAGE: 'local' } },
    },
    Metadata: { 'aws:asset:path': 'asset.1' },
  },
};

/** The app with another variable in the function's environment, or with other resources. */
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
  return appOf([storage, api], '/assembly');
}

describe('an app’s templates', () => {
  it('declare tables, which are read as inputs of CreateTable', () => {
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

  it('declare functions with their code, limits and environment', () => {
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
          applicationLogLevel: 'DEBUG',
        },
      ],
    ]);
  });

  it('leave out properties, for which Lambda’s defaults apply', () => {
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

  it('declare methods, which are read with their full paths', () => {
    const { stage, apis } = declared();
    const resourceId = expect.stringMatching(/^[a-z0-9]{10}$/);
    expect(stage).toBe('local');
    expect(apis).toEqual([
      {
        logicalId: 'Api',
        name: 'shop',
        stage: 'local',
        address: expect.stringMatching(/^https:\/\/[a-z0-9]{10}\.execute-api\.us-east-1\.amazonaws\.com\/local$/),
        isTraced: false,
        binaryMediaTypes: ['*/*'],
        routes: [
          { method: 'GET', path: '/orders/{order_id}', resourceId, functionLogicalId: 'Read' },
          { method: 'GET', path: '/', resourceId, functionLogicalId: 'Read' },
        ],
        throttle: undefined,
        gatewayResponses: new Map(),
      },
    ]);
  });
});

const byName = (name: string) => ({
  'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':lambda:us-east-1:000000000000:function:', name]],
});
const inUri = (arn: object) => ({
  'Fn::Join': ['', ['arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/', arn, '/invocations']],
});
const root = (Uri: object) => {
  const method = base.GetRoot as Resource;
  return { ...method, Properties: { ...method.Properties, Integration: { Type: 'AWS_PROXY', Uri } } };
};

describe('a method calls', () => {
  const Live = { Type: 'AWS::Lambda::Alias', Properties: { FunctionName: { Ref: 'Read' }, Name: 'live' } };

  it.each([
    ['by its name', inUri(byName('read-order'))],
    ['by the name of an alias of it', inUri(byName('read-order:live'))],
    ['by an alias', inUri({ Ref: 'Live' })],
  ])('a function %s', (_, uri) => {
    const { routes } = declared({ resources: { Live, GetRoot: root(uri) } }).apis[0] ?? {};
    expect(routes?.map(({ path, functionLogicalId }) => [path, functionLogicalId])).toContainEqual(['/', 'Read']);
  });

  it('no function whose name only begins with that of another', () => {
    const resources = { GetRoot: root(inUri(byName('read-order-2'))) };
    expect(() => declared({ resources })).toThrow('is no function of the templates');
  });
});

const withMethod = (properties: object, integration: object = {}) => {
  const method = base.GetOrder as Resource;
  const Integration = { Type: 'AWS_PROXY', Uri: invocation('Read'), ...integration };
  return { GetOrder: { ...method, Properties: { ...method.Properties, Integration, ...properties } } };
};

const streamArn = { 'Fn::GetAtt': ['Payments', 'StreamArn'] };
const queue = { DeadLetters: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'dead-letters' } } };
const stageWith = (properties: object) => ({
  Stage: {
    Type: 'AWS::ApiGateway::Stage',
    Properties: { RestApiId: { Ref: 'Api' }, StageName: 'local', ...properties },
  },
});
const stage = (settings: object[]) => stageWith({ MethodSettings: settings });
const functionWith = (properties: object) => {
  const read = base.Read as Resource;
  return { Read: { ...read, Properties: { ...read.Properties, ...properties } } };
};
const refusal = (properties: object) => ({
  Throttled: {
    Type: 'AWS::ApiGateway::GatewayResponse',
    Properties: { RestApiId: { Ref: 'Api' }, ResponseType: 'THROTTLED', ...properties },
  },
});
const mapping = (properties: object) => ({
  ...queue,
  Payments: storage.template.Resources.Payments as Resource,
  Mapping: {
    Type: 'AWS::Lambda::EventSourceMapping',
    Properties: {
      EventSourceArn: streamArn,
      FunctionName: { Ref: 'Read' },
      StartingPosition: 'TRIM_HORIZON',
      ...properties,
    },
  },
});
const rule = (properties: object) => ({
  Rule: {
    Type: 'AWS::Events::Rule',
    Properties: {
      ScheduleExpression: 'rate(1 minute)',
      Targets: [{ Arn: { 'Fn::GetAtt': ['Read', 'Arn'] }, Id: 'Target0' }],
      ...properties,
    },
  },
});

describe('a template also declares', () => {
  it('the throttling limit of a stage', () => {
    const all = { HttpMethod: '*', ResourcePath: '/*', ThrottlingRateLimit: 5, ThrottlingBurstLimit: 10 };
    expect(declared({ resources: stage([all]) }).apis[0]?.throttle).toEqual({ perSecond: 5, burst: 10 });
    const none = { HttpMethod: '*', ResourcePath: '/*', DataTraceEnabled: false };
    expect(declared({ resources: stage([none]) }).apis[0]?.throttle).toBeUndefined();
  });

  it('the throttling limit of one method, besides that of the stage', () => {
    const all = { HttpMethod: '*', ResourcePath: '/*', ThrottlingRateLimit: 5, ThrottlingBurstLimit: 10 };
    const [first] = declared({ resources: stage([all]) }).apis[0]?.routes ?? [];
    if (first === undefined) throw new Error('the template declares no route');
    const ResourcePath = `/${first.path.replaceAll('/', '~1')}`;
    const own = { HttpMethod: first.method, ResourcePath, ThrottlingRateLimit: 2, ThrottlingBurstLimit: 3 };
    const api = declared({ resources: stage([all, own]) }).apis[0];
    expect([api?.throttle, api?.routes.map(({ throttle }) => throttle)]).toEqual([
      { perSecond: 5, burst: 10 },
      api?.routes.map((route) => (route.path === first.path ? { perSecond: 2, burst: 3 } : undefined)),
    ]);
  });

  it('gateway responses', () => {
    const resources = refusal({
      StatusCode: '429',
      ResponseParameters: { 'gatewayresponse.header.Retry-After': "'1'" },
      ResponseTemplates: { 'application/json': '{"id":"$context.requestId"}' },
    });
    expect(declared({ resources }).apis[0]?.gatewayResponses.get('THROTTLED')).toEqual({
      status: 429,
      headers: { 'Retry-After': '1' },
      template: { contentType: 'application/json', text: '{"id":"$context.requestId"}' },
    });
  });

  it('the streams that functions consume', () => {
    const resources = mapping({
      BatchSize: 25,
      MaximumBatchingWindowInSeconds: 1,
      MaximumRetryAttempts: 10,
      MaximumRecordAgeInSeconds: 60,
      BisectBatchOnFunctionError: true,
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      DestinationConfig: { OnFailure: { Destination: { 'Fn::GetAtt': ['DeadLetters', 'Arn'] } } },
    });
    expect(declared({ resources }).eventSources).toEqual([
      {
        logicalId: 'Mapping',
        tableName: 'shop-us-east-1-payments',
        streamArn: expect.stringContaining(':table/shop-us-east-1-payments/stream/'),
        functionLogicalId: 'Read',
        functionName: 'read-order',
        batchSize: 25,
        windowMs: 1_000,
        maxRetries: 10,
        maxAgeMs: 60_000,
        bisects: true,
        reportsFailures: true,
        onFailure: 'arn:aws:sqs:us-east-1:000000000000:dead-letters',
      },
    ]);
  });

  it('streams without limits, if it leaves them out', () => {
    const [source] = declared({ resources: mapping({}) }).eventSources;
    expect(source).toMatchObject({ batchSize: 100, windowMs: 0, bisects: false, reportsFailures: false });
    expect([source?.maxRetries, source?.maxAgeMs]).toEqual([Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY]);
  });

  it.each([
    ['rate(1 minute)', 60_000],
    ['rate(5 minutes)', 300_000],
    ['rate(2 hours)', 7_200_000],
    ['rate(1 day)', 86_400_000],
  ])('schedules: %s', (ScheduleExpression, everyMs) => {
    expect(declared({ resources: rule({ ScheduleExpression }) }).schedules).toEqual([
      {
        name: 'shop-api-Rule',
        ruleArn: 'arn:aws:events:us-east-1:000000000000:rule/shop-api-Rule',
        functionLogicalId: 'Read',
        functionName: 'read-order',
        everyMs,
      },
    ]);
  });
});

describe('a template also switches off', () => {
  it('a schedule, whatever else it says', () => {
    const disabled = rule({ State: 'DISABLED', ScheduleExpression: 'cron(0 1 * * ? *)' });
    expect(declared({ resources: disabled }).schedules).toEqual([]);
    expect(declared({ resources: rule({ State: 'ENABLED' }) }).schedules).toHaveLength(1);
  });

  it('the reading of a stream', () => {
    expect(declared({ resources: mapping({ Enabled: false }) }).eventSources).toEqual([]);
    expect(declared({ resources: mapping({ Enabled: true }) }).eventSources).toHaveLength(1);
  });
});

describe('a template may say what changes nothing on one machine', () => {
  it.each<[string, Record<string, Resource>]>([
    ['who may call a method', withMethod({ AuthorizationType: 'AWS_IAM', ApiKeyRequired: true })],
    ['executions that are reserved for a function', functionWith({ ReservedConcurrentExecutions: 5 })],
    ['no cache, by its name', stageWith({ CacheClusterEnabled: false })],
    ['the time for an answer that is the default', withMethod({}, { TimeoutInMillis: 29_000 })],
  ])('%s', (_, resources) => {
    const plain = functionWith({});
    expect(declared({ resources: { ...plain, ...resources } })).toEqual(declared({ resources: plain }));
  });
});

describe('an intrinsic is resolved', () => {
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
  ])('%j to %s', (variable, value) => {
    expect(declared({ variable }).functions.get('Read')?.environment.VALUE).toBe(value);
  });
});

describe('an unsupported template is an error that names the resource and the property', () => {
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
  const api = base.Api as Resource;
  const integration = (value: object): Resource => ({
    ...method,
    Properties: { ...method.Properties, Integration: value },
  });
  it.each<[string, Record<string, Resource>, string[]]>([
    ['a resource type', { Topic: { Type: 'AWS::SNS::Topic' } }, ['shop-api/Topic', 'AWS::SNS::Topic']],
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
    [
      'a limit of a method that the API does not have',
      stage([{ HttpMethod: 'GET', ResourcePath: '/~1orders', ThrottlingRateLimit: 5 }]),
      ['shop-api/Stage', 'GET /~1orders'],
    ],
    [
      'a variable of a gateway response',
      refusal({ ResponseTemplates: { 'application/json': '$context.identity.sourceIp' } }),
      ['shop-api/Throttled', '$identity.sourceIp'],
    ],
    [
      'a function of a gateway response',
      refusal({ ResponseTemplates: { 'application/json': "$input.params('a')" } }),
      ['shop-api/Throttled', '$input.params'],
    ],
    [
      'two templates of a gateway response',
      refusal({ ResponseTemplates: { 'application/json': '', 'text/plain': '' } }),
      ['shop-api/Throttled', 'only one response template'],
    ],
    [
      'a header that is copied',
      refusal({ ResponseParameters: { 'gatewayresponse.header.A': 'method.request.header.A' } }),
      ['shop-api/Throttled', 'method.request.header.A'],
    ],
    ['a filter', mapping({ FilterCriteria: {} }), ['shop-api/Mapping', 'FilterCriteria']],
    ['a queue as a source', mapping({ EventSourceArn: 'arn:aws:sqs:a:b:c' }), ['shop-api/Mapping', 'arn:aws:sqs']],
    ['parallel batches', mapping({ ParallelizationFactor: 2 }), ['shop-api/Mapping', 'ParallelizationFactor 2']],
    ['a start at the end', mapping({ StartingPosition: 'LATEST' }), ['shop-api/Mapping', 'LATEST']],
    ['a function of another app', mapping({ FunctionName: 'other' }), ['shop-api/Mapping', 'other']],
    ['a cron expression', rule({ ScheduleExpression: 'cron(0 1 * * ? *)' }), ['shop-api/Rule', 'cron(0 1 * * ? *)']],
    ['an event pattern', rule({ EventPattern: {} }), ['shop-api/Rule', 'EventPattern']],
    ['an event of one’s own', rule({ Targets: [{ Arn: 'a', Input: '{}' }] }), ['shop-api/Rule', 'Input']],
    ['a part of the event', rule({ Targets: [{ Arn: 'a', InputPath: '$.time' }] }), ['shop-api/Rule', 'InputPath']],
    [
      'another form of the event',
      rule({ Targets: [{ Arn: 'a', InputTransformer: { InputTemplate: '{}' } }] }),
      ['shop-api/Rule', 'InputTransformer'],
    ],
    ['a layer', functionWith({ Layers: ['arn:layer'] }), ['shop-api/Read', 'Layers']],
    ['a mounted file system', functionWith({ FileSystemConfigs: [{}] }), ['shop-api/Read', 'FileSystemConfigs']],
    ['variables of a stage', stageWith({ Variables: { NAME: 'x' } }), ['shop-api/Stage', 'Variables']],
    ['a cache of a stage', stageWith({ CacheClusterEnabled: true }), ['shop-api/Stage', 'CacheClusterEnabled']],
    ['an OpenAPI document', { Api: { ...api, Properties: { ...api.Properties, Body: {} } } }, ['shop-api/Api', 'Body']],
    [
      'a shorter time for an answer',
      { GetOrder: integration({ Type: 'AWS_PROXY', Uri: invocation('Read'), TimeoutInMillis: 5_000 }) },
      ['shop-api/GetOrder', 'TimeoutInMillis 5000'],
    ],
    [
      'a check of requests',
      { GetOrder: { ...method, Properties: { ...method.Properties, RequestValidatorId: 'v' } } },
      ['shop-api/GetOrder', 'RequestValidatorId'],
    ],
    ['two targets', rule({ Targets: [{ Arn: 'a' }, { Arn: 'b' }] }), ['shop-api/Rule', 'one target']],
    ['a condition', { Read: { ...(base.Read as Resource), Condition: 'IsBig' } }, ['shop-api/Read', 'IsBig']],
  ])('%s', (_, resources, parts) => {
    const message = messageFrom(() => declared({ resources }));
    for (const part of parts) expect(message).toContain(part);
  });

  it('no REST API in any stack', () => {
    expect(() => appOf([storage], '/assembly')).toThrow('no REST API');
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
