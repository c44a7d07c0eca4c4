import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { accountId, region } from '../../hermetic/template/physical-ids.ts';
import type { AwsCall } from '../../tools/recorder/aws-call.ts';
import { startEnvironment } from '../../tools/start/environment.ts';
import { exercise } from '../support/exercise.ts';
import { isAllowed, type Policy, policyOf, type Right, rightsIn } from '../support/iam.ts';
import { type Resolved, resolvedOf } from '../support/resolved.ts';
import { services, type Templates, templatesFor } from '../support/synth.ts';

const prefix = 'payment-service-local-';
const calls: AwsCall[] = [];
/** Names of invoked functions: every invocation writes a log line. */
const invoked = new Set<string>();
let declared: readonly string[];

beforeAll(async () => {
  const environment = await startEnvironment({
    ports: [0],
    context: { strictOrders: 'true' },
    recordCalls: (call) => calls.push(call),
    emit: (event) => event.event === 'log' && invoked.add(event.functionName),
  });
  declared = [...environment.app().functions.values()].map(({ name }) => name);
  try {
    await exercise(environment);
  } finally {
    await environment.stop();
  }
  // To check the calls of a whole test run, record them with RECORD_AWS_CALLS=file npm test, then set it here too.
  const { RECORD_AWS_CALLS: file } = process.env;
  if (file) for (const line of readFileSync(file, 'utf8').trim().split('\n')) calls.push(JSON.parse(line) as AwsCall);
});

it('every function of the local environment is exercised', () => {
  expect([...invoked].sort()).toEqual([...declared].sort());
});

const arn = (service: string, rest: string) => `arn:aws:${service}:${region}:${accountId}:${rest}`;

/** A function's IAM policy and the permissions that its recorded calls need. */
type Function = Readonly<{ policy: Policy; needed: readonly Right[] }>;

function functionsOf(stage: string, templates: Templates): ReadonlyMap<string, Function> {
  const [api] = resolvedOf(templates, 'AWS::ApiGateway::Stage').filter((one) => one.stack === 'api');
  const apiId = String(api?.properties.RestApiId);
  const streams = resolvedOf(templates, 'AWS::Lambda::EventSourceMapping').map(({ properties }) => properties);
  const policies = resolvedOf(templates, 'AWS::IAM::Policy');
  return new Map(
    resolvedOf(templates, 'AWS::Lambda::Function').map(({ stack, properties: { FunctionName: name, Role } }) => {
      const own = calls.filter(
        ({ functionName }) => functionName.replace(prefix, `payment-service-${stage}-`) === name,
      );
      const needed = [
        ...own.map((call) => rightFor(call, stage, apiId)),
        ...logging(name),
        ...streams.filter(({ FunctionName }) => FunctionName === name).flatMap(reading),
      ];
      return [
        name,
        {
          policy: policyOfRole(`${stack} ${String(Role).replace(/^.*:role\//, '')}`, policies),
          needed: unique(needed),
        },
      ];
    }),
  );
}

function policyOfRole(role: string, policies: readonly Resolved[]): Policy {
  const own = policies.filter(({ stack, properties }) =>
    properties.Roles.some((one: string) => `${stack} ${one}` === role),
  );
  return policyOf(...own.flatMap(({ properties }) => rightsIn(properties.PolicyDocument as Policy)));
}

function rightFor(call: AwsCall, stage: string, apiId: string): Right {
  const { action } = call;
  if ('path' in call) return { action, resource: arn('execute-api', `${apiId}/${stage}/${call.method}${call.path}`) };
  const table = call.table.replace(prefix, `payment-service-${stage}-`);
  return {
    action,
    resource: arn('dynamodb', `table/${table}${call.index === undefined ? '' : `/index/${call.index}`}`),
  };
}

/** Actions that Lambda performs with a function's role: https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs.html */
const logging = (name: string): readonly Right[] =>
  ['logs:CreateLogStream', 'logs:PutLogEvents'].map((action) => ({
    action,
    resource: arn('logs', `log-group:/aws/lambda/${name}:log-stream:2026/11/28/[$LATEST]0123456789abcdef`),
  }));

/**
 * Actions that Lambda performs for a stream trigger: https://docs.aws.amazon.com/lambda/latest/dg/with-ddb.html. It does
 * not need `dynamodb:ListStreams`, which IAM can only grant on `*`.
 */
const reading = ({ EventSourceArn: stream, DestinationConfig }: Resolved['properties']): readonly Right[] => [
  ...['DescribeStream', 'GetRecords', 'GetShardIterator'].map((action) => ({
    action: `dynamodb:${action}`,
    resource: stream,
  })),
  { action: 'sqs:SendMessage', resource: DestinationConfig.OnFailure.Destination },
];

const unique = (rights: readonly Right[]): readonly Right[] => [
  ...new Map(rights.map((right) => [`${right.action} ${right.resource}`, right])).values(),
];

async function missing({ policy, needed }: Function): Promise<readonly Right[]> {
  const allowed = await Promise.all(needed.map((right) => isAllowed([policy], right)));
  return needed.filter((_, index) => !allowed[index]);
}

async function unused({ policy, needed }: Function): Promise<readonly Right[]> {
  const granted = rightsIn(policy);
  const uses = granted.map((right) => {
    const alike = needed.filter(({ action }) => action === right.action);
    return Promise.all(alike.map((one) => isAllowed([policyOf(right)], one)));
  });
  const used = await Promise.all(uses);
  return granted.filter((_, index) => used[index]?.includes(true) !== true);
}

/** A stage keeps the right to a secret that it names, whatever its processor is now; these calls are to the simulated one. */
const { stripeSecretName: _secret, ...withoutProviders } = services;

describe.each([
  ['sandbox', {}],
  // The environment that was exercised has no secrets: test/lib/processor-options.soak.test.ts has the right to read one.
  ['production', { ...withoutProviders, processor: 'simulated', allowSimulatedProcessor: 'true' }],
])('the functions of stage %s', (stage, context) => {
  let functions: ReadonlyMap<string, Function>;
  beforeAll(async () => {
    functions = functionsOf(stage, await templatesFor({ stage, ...context }));
  });

  it('every function of the stage was exercised', () => {
    const exercised = new Set([...invoked].map((name) => name.replace(prefix, `payment-service-${stage}-`)));
    expect([...functions.keys()].filter((name) => !exercised.has(name))).toEqual([]);
  });

  it('every function is allowed every AWS call it makes', async () => {
    for (const [name, one] of functions) expect([name, await missing(one)]).toEqual([name, []]);
  });

  it('no function has a permission that none of its calls uses', async () => {
    for (const [name, one] of functions) expect([name, await unused(one)]).toEqual([name, []]);
  });

  it('the check notices if any single permission is removed', async () => {
    for (const [name, { policy, needed }] of functions) {
      const rights = rightsIn(policy);
      for (const removed of rights) {
        const rest = policyOf(...rights.filter((right) => right !== removed));
        expect([name, removed, (await missing({ policy: rest, needed })).length]).not.toEqual([name, removed, 0]);
      }
    }
  });

  it('the check notices if an unused permission is added', async () => {
    const added = { action: 'dynamodb:Scan', resource: arn('dynamodb', `table/payment-service-${stage}-payments`) };
    for (const [name, { policy, needed }] of functions) {
      expect([name, await unused({ policy: policyOf(...rightsIn(policy), added), needed })]).toEqual([name, [added]]);
    }
  });
});

afterAll(() => {
  calls.length = 0;
});
