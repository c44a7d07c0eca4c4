import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { accountId, region } from '../../hermetic/template/physical.ts';
import type { AwsCall } from '../../tools/recorder/aws-call.ts';
import { startEnvironment } from '../../tools/start/environment.ts';
import { exercise } from '../support/exercise.ts';
import { isAllowed, type Policy, policyOf, type Right, rightsIn } from '../support/iam.ts';
import { type Resolved, resolvedOf } from '../support/resolved.ts';
import { services, type Templates, templatesFor } from '../support/synth.ts';

const prefix = 'payment-service-local-';
const calls: AwsCall[] = [];
/** The functions that were invoked: each writes a line of log for that. */
const invoked = new Set<string>();
let declared: readonly string[];

beforeAll(async () => {
  const environment = await startEnvironment({
    ports: [0],
    context: { strictOrders: 'true' },
    recordCalls: (call) => calls.push(call),
    tell: (event) => event.event === 'log' && invoked.add(event.functionName),
  });
  declared = [...environment.declared().functions.values()].map(({ name }) => name);
  try {
    await exercise(environment);
  } finally {
    await environment.stop();
  }
  // What a whole suite recorded can be judged as well: RECORD_AWS_CALLS=file npm test, then this with the same variable.
  const { RECORD_AWS_CALLS: file } = process.env;
  if (file) for (const line of readFileSync(file, 'utf8').trim().split('\n')) calls.push(JSON.parse(line) as AwsCall);
}, 300_000);

it('every function of the environment is exercised', () => {
  expect([...invoked].sort()).toEqual([...declared].sort());
});

const arn = (service: string, rest: string) => `arn:aws:${service}:${region}:${accountId}:${rest}`;

/** A stage's functions, by name: what their roles grant, and what they ask for. */
type Function = Readonly<{ policy: Policy; asked: readonly Right[] }>;

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
      const asked = [
        ...own.map((call) => rightFor(call, stage, apiId)),
        ...logging(name),
        ...streams.filter(({ FunctionName }) => FunctionName === name).flatMap(reading),
      ];
      return [
        name,
        { policy: policyOfRole(`${stack} ${String(Role).replace(/^.*:role\//, '')}`, policies), asked: unique(asked) },
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

/** Actions that Lambda itself takes with a function's role: https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs.html */
const logging = (name: string): readonly Right[] =>
  ['logs:CreateLogStream', 'logs:PutLogEvents'].map((action) => ({
    action,
    resource: arn('logs', `log-group:/aws/lambda/${name}:log-stream:2026/11/28/[$LATEST]0123456789abcdef`),
  }));

/**
 * The same for a stream: https://docs.aws.amazon.com/lambda/latest/dg/with-ddb.html. `dynamodb:ListStreams` is not needed,
 * and would have to be granted on `*`: IAM knows no resource for it.
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

async function refused({ policy, asked }: Function): Promise<readonly Right[]> {
  const answers = await Promise.all(asked.map((right) => isAllowed([policy], right)));
  return asked.filter((_, index) => !answers[index]);
}

async function unused({ policy, asked }: Function): Promise<readonly Right[]> {
  const granted = rightsIn(policy);
  const uses = granted.map((right) => {
    const alike = asked.filter(({ action }) => action === right.action);
    return Promise.all(alike.map((one) => isAllowed([policyOf(right)], one)));
  });
  const used = await Promise.all(uses);
  return granted.filter((_, index) => used[index]?.includes(true) !== true);
}

/** A stage keeps the right to a secret that it names, whatever its processor is now; these calls are to the simulated one. */
const { stripeSecretName: _secret, ...withoutProviders } = services;

describe.each([
  ['sandbox', {}],
  // The environment that was exercised has no secrets: test/lib/processor-options.test.ts has the right to read one.
  ['production', { ...withoutProviders, processor: 'simulated', allowSimulatedProcessor: 'true' }],
])('the functions of stage %s', (stage, context) => {
  let functions: ReadonlyMap<string, Function>;
  beforeAll(async () => {
    functions = functionsOf(stage, await templatesFor({ stage, ...context }));
  }, 60_000);

  it('are all among those that are exercised', () => {
    const exercised = new Set([...invoked].map((name) => name.replace(prefix, `payment-service-${stage}-`)));
    expect([...functions.keys()].filter((name) => !exercised.has(name))).toEqual([]);
  });

  it('are allowed every call that they make', async () => {
    for (const [name, one] of functions) expect([name, await refused(one)]).toEqual([name, []]);
  });

  it('have no right that no call of theirs uses', async () => {
    for (const [name, one] of functions) expect([name, await unused(one)]).toEqual([name, []]);
  });

  it('would be refused a call if any one right were removed', async () => {
    for (const [name, { policy, asked }] of functions) {
      const rights = rightsIn(policy);
      for (const removed of rights) {
        const rest = policyOf(...rights.filter((right) => right !== removed));
        expect([name, removed, (await refused({ policy: rest, asked })).length]).not.toEqual([name, removed, 0]);
      }
    }
  });

  it('would have an unused right if any one were added', async () => {
    const added = { action: 'dynamodb:Scan', resource: arn('dynamodb', `table/payment-service-${stage}-payments`) };
    for (const [name, { policy, asked }] of functions) {
      expect([name, await unused({ policy: policyOf(...rightsIn(policy), added), asked })]).toEqual([name, [added]]);
    }
  });
});

afterAll(() => {
  calls.length = 0;
});
