import { beforeAll, describe, expect, it } from 'vitest';
import { requestorRoutes } from '../../lib/requestor.ts';
import { routesOf } from '../../lib/routes.ts';
import { stubRoutes } from '../../lib/stubs.ts';
import { type TableName, tableNames } from '../../lib/table-definitions.ts';
import type { TablePermissions } from '../../lib/table-permissions.ts';
import { workers } from '../../lib/workers.ts';
import { type Resolved, resolvedOf } from '../support/resolved.ts';
import { services, type Templates, templatesFor } from '../support/synth.ts';

const arn = (service: string, rest: string) => `arn:aws:${service}:us-east-1:000000000000:${rest}`;
const table = (stage: string, name: string) =>
  arn('dynamodb', `table/payment-service-${stage}-${name === 'notifications' ? 'stub-notifications' : name}`);
const indexes: Readonly<Record<TableName, readonly string[]>> = {
  events: ['', '/index/by-day'],
  payments: ['/index/by-time', '/index/by-trip'],
  orders: ['/index/by-time'],
  users: ['/index/by-time'],
  projections: [''],
  webhooks: [''],
};
/** Where a table is queried: a stub's table has no index. */
function queried(name: string): readonly string[] {
  const known = tableNames.find((table) => table === name);
  return known === undefined ? [''] : indexes[known];
}
const pairs = (actions: readonly string[], resources: readonly string[]) =>
  actions.flatMap((action) => resources.map((resource) => `${action} ${resource}`));

const logOf = (stage: string, name: string) =>
  pairs(
    ['logs:CreateLogStream', 'logs:PutLogEvents'],
    [arn('logs', `log-group:/aws/lambda/payment-service-${stage}-${name}:*`)],
  );

const itemsOf = (stage: string, may: TablePermissions) =>
  Object.entries(may).flatMap(([name, actions = []]) =>
    actions.flatMap((action) => {
      const indexes = queried(name).filter((index) => action === 'Query' || index !== '');
      const where = action === 'Query' || action === 'QueryIndexes' ? indexes : [''];
      return where.map((index) => `dynamodb:${action.replace(/Indexes|Table/, '')} ${table(stage, name)}${index}`);
    }),
  );

const streamOf = (stage: string, of: string) => [
  ...pairs(
    ['DescribeStream', 'GetRecords', 'GetShardIterator'].map((action) => `dynamodb:${action}`),
    [`${table(stage, of)}/stream/2026-01-01T00:00:00.000`],
  ),
  `sqs:SendMessage ${arn('sqs', `payment-service-${stage}-dead-letters`)}`,
];

/** The secret with Stripe's key, in stages that have one. Secrets Manager adds six random characters to its ARN. */
const secretOf = (stage: string, asksProcessor: true | undefined) =>
  asksProcessor && stage === 'production'
    ? [`secretsmanager:GetSecretValue ${arn('secretsmanager', 'secret:payments/stripe-??????')}`]
    : [];

/** The bus that the kept stage of these tests has. */
const eventBus = 'payments';
const busOf = (stage: string, putsEvents: true | undefined) =>
  putsEvents && stage === 'production' ? [`events:PutEvents ${arn('events', `event-bus/${eventBus}`)}`] : [];

/** Every function of a stage with all permissions it should have. */
function wantedIn(stage: 'sandbox' | 'production', apiId: string): ReadonlyMap<string, readonly string[]> {
  const disposable = stage === 'sandbox';
  const call = (rpc: string) =>
    arn('execute-api', `${apiId}/${stage}/${rpc.replace(' ', '/payment.v1.PaymentService/')}`);
  return new Map([
    ...routesOf({ kind: disposable ? 'sandbox' : 'kept' }).map(
      ({ name, may, asksProcessor }) => [name, [...itemsOf(stage, may), ...secretOf(stage, asksProcessor)]] as const,
    ),
    ...workers.map(
      ({ name, may, on, asksProcessor, putsEvents }) =>
        [
          name,
          [
            ...itemsOf(stage, may),
            ...('stream' in on ? streamOf(stage, on.stream) : []),
            ...secretOf(stage, asksProcessor),
            ...busOf(stage, putsEvents),
          ],
        ] as const,
    ),
    ...(disposable ? stubRoutes.map(({ name, may }) => [name, itemsOf(stage, may)] as const) : []),
    ...(disposable
      ? requestorRoutes.map(
          ({ name, mayCall }) => [name, mayCall.map((rpc) => `execute-api:Invoke ${call(rpc)}`)] as const,
        )
      : []),
  ]);
}

/** Every granted pair of action and resource, by function. */
function grantedIn(templates: Templates): ReadonlyMap<string, readonly string[]> {
  const functions = resolvedOf(templates, 'AWS::Lambda::Function');
  const policies = resolvedOf(templates, 'AWS::IAM::Policy');
  const rolesOf = ({ stack, properties }: Resolved) => properties.Roles.map((role: string) => `${stack} ${role}`);
  return new Map(
    functions.map(({ stack, properties }) => {
      const role = `${stack} ${String(properties.Role).replace(/^.*:role\//, '')}`;
      const statements = policies
        .filter((policy) => rolesOf(policy).includes(role))
        .flatMap(({ properties: { PolicyDocument: document } }) => document.Statement);
      const granted = statements.flatMap(({ Effect, Action, Resource, ...more }) => {
        expect([Effect, more]).toEqual(['Allow', {}]);
        return pairs([Action].flat(), [Resource].flat());
      });
      return [String(properties.FunctionName).replace(/^payment-service-[a-z]+-/, ''), granted];
    }),
  );
}

describe.each(['sandbox', 'production'] as const)('the functions of stage %s', (stage) => {
  let templates: Templates;
  let granted: ReadonlyMap<string, readonly string[]>;
  let wanted: ReadonlyMap<string, readonly string[]>;
  beforeAll(async () => {
    templates = await templatesFor({ stage, ...(stage === 'production' ? { ...services, eventBus } : {}) });
    granted = grantedIn(templates);
    const [api] = resolvedOf(templates, 'AWS::ApiGateway::Stage').filter((one) => one.stack === 'api');
    wanted = wantedIn(stage, api?.properties.RestApiId);
  });

  it('the stage has exactly the functions of the routes, workers, stubs and requestor mock', () => {
    expect(new Set(granted.keys())).toEqual(new Set(wanted.keys()));
  });

  it('every function has exactly its declared permissions, on exactly the expected resources', () => {
    for (const [name, rights] of wanted) {
      expect({ [name]: new Set(granted.get(name)) }).toEqual({ [name]: new Set([...logOf(stage, name), ...rights]) });
    }
  });

  it('only Lambda can assume function roles, and they have no inline or managed policies', () => {
    for (const { stack, logicalId, properties } of resolvedOf(templates, 'AWS::IAM::Role')) {
      const principals = properties.AssumeRolePolicyDocument.Statement.map(
        ({ Principal }: Readonly<{ Principal: unknown }>) => Principal,
      );
      const isGateway = /CloudWatchRole/.test(logicalId);
      expect([stack, principals]).toEqual([
        stack,
        [{ Service: isGateway ? 'apigateway.amazonaws.com' : 'lambda.amazonaws.com' }],
      ]);
      expect(properties).not.toHaveProperty('Policies');
      if (!isGateway) expect(properties).not.toHaveProperty('ManagedPolicyArns');
    }
  });

  it('only a specific API or schedule may invoke a function', () => {
    for (const { properties } of resolvedOf(templates, 'AWS::Lambda::Permission')) {
      expect(properties.Action).toBe('lambda:InvokeFunction');
      expect(properties.Principal).toMatch(/^(apigateway|events)\.amazonaws\.com$/);
      expect(properties.SourceArn).toMatch(/^arn:aws:(execute-api|events):us-east-1:000000000000:[^*]/);
    }
  });
});
