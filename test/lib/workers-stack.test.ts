import { beforeAll, describe, expect, it } from 'vitest';
import { workers } from '../../lib/workers.ts';
import { actionsOf, environmentOf, functionOf, statementsOf, typesOf } from '../support/function-in-template.ts';
import { services, type Templates, templatesFor } from '../support/synth.ts';

let template: Templates['workers'];
beforeAll(async () => {
  template = (await templatesFor({ stage: 'sandbox' })).workers;
});

const followers = workers.filter(({ on }) => 'stream' in on);
const reading = ['DescribeStream', 'GetRecords', 'GetShardIterator'].map((name) => `dynamodb:${name}`);

describe('a worker', () => {
  it.each(workers)(
    'worker $name has exactly its declared permissions and those of its trigger',
    ({ name, on, may }) => {
      const items = Object.values(may).flatMap((actions) => actions.map((action) => `dynamodb:${action}`));
      const stream = 'stream' in on ? [...reading, 'sqs:SendMessage'] : [];
      const wanted = ['logs:CreateLogStream', 'logs:PutLogEvents', ...items, ...stream];
      expect(actionsOf(template, name)).toEqual(wanted.sort());
    },
  );

  it('workers share the account’s executions, unless workerConcurrency reserves some for each', async () => {
    expect(JSON.stringify(template.toJSON())).not.toContain('ReservedConcurrentExecutions');
    const reserved = (await templatesFor({ stage: 'sandbox', workerConcurrency: '5' })).workers;
    reserved.allResourcesProperties('AWS::Lambda::Function', { ReservedConcurrentExecutions: 5 });
  });

  it.each(['1', '101', 'many'])('workerConcurrency %s is refused', async (workerConcurrency) => {
    const reason = `workerConcurrency "${workerConcurrency}" must be a whole number from 2 to 100`;
    await expect(templatesFor({ stage: 'sandbox', workerConcurrency })).rejects.toThrow(reason);
  });

  it('no worker has a wildcard permission or may scan, and workers may delete only where no payment is', () => {
    for (const { name } of workers) {
      for (const { Effect, Action, Resource } of statementsOf(template, name)) {
        expect(Effect).toBe('Allow');
        expect(JSON.stringify(Resource)).not.toContain('"*"');
        expect([Action].flat().join()).not.toMatch(/\*|Scan|Batch|PartiQL/);
        if ([Action].flat().includes('dynamodb:DeleteItem'))
          expect(JSON.stringify(Resource)).toMatch(/Projections|Webhooks/);
      }
    }
  });

  it.each(followers)('worker $name may read exactly its stream', ({ name, on }) => {
    const statements = statementsOf(template, name).filter(({ Action }) =>
      [Action].flat().includes('dynamodb:GetRecords'),
    );
    expect(statements).toHaveLength(1);
    const table = 'stream' in on && on.stream === 'events' ? 'Events' : 'Payments';
    expect(JSON.stringify(statements[0]?.Resource)).toMatch(
      new RegExp(`^\\{"Fn::ImportValue":"[^"]*Tables${table}\\w*StreamArn\\w*"\\}$`),
    );
  });

  it.each(workers)(
    'the environment of worker $name names only the tables and services it uses',
    ({ name, may, calls = [] }) => {
      const wanted = [...Object.keys(may).map((table) => `${table.toUpperCase()}_TABLE`), ...calls];
      expect(new Set(Object.keys(environmentOf(template, name)))).toEqual(new Set(wanted));
    },
  );

  it.each([
    ['project-payments', 30],
    ['deliver', 30],
    ['redeliver', 60],
    ['sweep-payments', 60],
    ['poll-payments', 60],
    ['seal-days', 900],
  ])('worker %s has a time-out of %i s', (name, seconds) => {
    expect(functionOf(template, name).Properties.Timeout).toBe(seconds);
  });

  it('worker seal-days has a whole processor, because it reads all items of a day', () => {
    expect(functionOf(template, 'seal-days').Properties.MemorySize).toBe(1_769);
    expect(functionOf(template, 'deliver').Properties.MemorySize).toBe(512);
  });
});

describe('the workers’ stack', () => {
  it('stream triggers are bounded, so that a poison record cannot block its shard', () => {
    template.resourceCountIs('AWS::Lambda::EventSourceMapping', followers.length);
    template.allResourcesProperties('AWS::Lambda::EventSourceMapping', {
      BatchSize: 25,
      MaximumBatchingWindowInSeconds: 0,
      ParallelizationFactor: 1,
      StartingPosition: 'TRIM_HORIZON',
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      BisectBatchOnFunctionError: true,
      MaximumRecordAgeInSeconds: 6 * 60 * 60,
    });
  });

  it('no stream worker has a limit of retries, because a failing store repeats the batches of all payments', () => {
    const sources = Object.values(template.findResources('AWS::Lambda::EventSourceMapping'));
    expect(sources.map(({ Properties }) => Properties.MaximumRetryAttempts)).toEqual([-1, -1]);
  });

  it('the dead-letter queue keeps messages for 14 days', () => {
    template.hasResourceProperties('AWS::SQS::Queue', { MessageRetentionPeriod: 14 * 24 * 60 * 60 });
  });

  it('the sweeper, the poller and redeliver run every minute, and seal-days once a day', () => {
    template.resourceCountIs('AWS::Events::Rule', 4);
    template.allResourcesProperties('AWS::Events::Rule', { State: 'ENABLED' });
    const rules = Object.values(template.findResources('AWS::Events::Rule'));
    const schedules = rules.map(({ Properties }) => Properties.ScheduleExpression);
    expect(schedules.sort()).toEqual(['rate(1 day)', 'rate(1 minute)', 'rate(1 minute)', 'rate(1 minute)']);
  });

  it('the workers stack has only resource types that LocalStack and the hermetic environment support', () => {
    expect(typesOf(template)).toEqual([
      'AWS::Events::Rule',
      'AWS::IAM::Policy',
      'AWS::IAM::Role',
      'AWS::Lambda::EventSourceMapping',
      'AWS::Lambda::Function',
      'AWS::Lambda::Permission',
      'AWS::Logs::LogGroup',
      'AWS::SQS::Queue',
      'AWS::SQS::QueuePolicy',
    ]);
  });

  it('service addresses from the context reach the functions without a trailing slash', async () => {
    const { paymentFunctions, workers } = await templatesFor({ stage: 'sandbox', ...services });
    expect(environmentOf(workers, 'deliver').NOTIFICATION_SERVICE_URL).toBe('https://notifications.example.com');
    expect(environmentOf(paymentFunctions, 'charge-trip').TRIP_SERVICE_URL).toBe('https://trips.example.com');
  });
});
