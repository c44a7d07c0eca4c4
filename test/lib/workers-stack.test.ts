import { beforeAll, describe, expect, it } from 'vitest';
import { workers } from '../../lib/workers.ts';
import { actionsOf, functionOf, statementsOf, toldTo, typesOf } from '../support/function-in-template.ts';
import { services, type Templates, templatesFor } from '../support/synth.ts';

let template: Templates['workers'];
beforeAll(async () => {
  template = (await templatesFor({ stage: 'sandbox' })).workers;
});

const followers = workers.filter(({ on }) => 'stream' in on);
const reading = ['DescribeStream', 'GetRecords', 'GetShardIterator'].map((name) => `dynamodb:${name}`);

describe('a worker', () => {
  it.each(workers)('$name has exactly the rights of its line, and those to what makes it run', ({ name, on, may }) => {
    const items = Object.values(may).flatMap((actions) => actions.map((action) => `dynamodb:${action}`));
    const stream = 'stream' in on ? [...reading, 'sqs:SendMessage'] : [];
    const wanted = ['logs:CreateLogStream', 'logs:PutLogEvents', ...items, ...stream];
    expect(actionsOf(template, name)).toEqual(wanted.sort());
  });

  it('has no right to everything, and none to scan; it deletes projections alone', () => {
    for (const { name } of workers) {
      for (const { Effect, Action, Resource } of statementsOf(template, name)) {
        expect(Effect).toBe('Allow');
        expect(JSON.stringify(Resource)).not.toContain('"*"');
        expect([Action].flat().join()).not.toMatch(/\*|Scan|Batch|PartiQL/);
        if ([Action].flat().includes('dynamodb:DeleteItem')) expect(JSON.stringify(Resource)).toContain('Projections');
      }
    }
  });

  it.each(followers)('$name reads the stream of payments and nothing else of it', ({ name }) => {
    const statements = statementsOf(template, name).filter(({ Action }) =>
      [Action].flat().includes('dynamodb:GetRecords'),
    );
    expect(statements).toHaveLength(1);
    expect(JSON.stringify(statements[0]?.Resource)).toMatch(
      /^\{"Fn::ImportValue":"[^"]*TablesPayments\w*StreamArn\w*"\}$/,
    );
  });

  it.each(workers)('$name is told where its tables and services are, and of no others', ({ name, may, calls = [] }) => {
    const wanted = [...Object.keys(may).map((table) => `${table.toUpperCase()}_TABLE`), ...calls];
    expect(new Set(Object.keys(toldTo(template, name)))).toEqual(new Set(wanted));
  });

  it.each([
    ['project-payments', 30],
    ['notify', 30],
    ['sweep-payments', 60],
    ['poll-payments', 60],
  ])('%s has %i s', (name, seconds) => {
    expect(functionOf(template, name).Properties.Timeout).toBe(seconds);
  });
});

describe('the workers’ stack', () => {
  it('follows the stream within bounds, so that one record holds up nobody for ever', () => {
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

  it('gives up a record of the projections after ten tries, and leaves notifications to decide for themselves', () => {
    const sources = Object.values(template.findResources('AWS::Lambda::EventSourceMapping'));
    const tries = sources.map(({ Properties }) => Properties.MaximumRetryAttempts);
    expect(new Set(tries)).toEqual(new Set([10, undefined]));
  });

  it('keeps for 14 days what was given up', () => {
    template.hasResourceProperties('AWS::SQS::Queue', { MessageRetentionPeriod: 14 * 24 * 60 * 60 });
  });

  it('sweeps and polls every minute', () => {
    template.resourceCountIs('AWS::Events::Rule', 2);
    template.allResourcesProperties('AWS::Events::Rule', { ScheduleExpression: 'rate(1 minute)', State: 'ENABLED' });
  });

  it('holds only types that LocalStack and the hermetic environment know, and no custom resource', () => {
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

  it('calls the services that its stage was told, without a slash at the end', async () => {
    const { api, workers } = await templatesFor({ stage: 'sandbox', ...services });
    expect(toldTo(workers, 'notify').NOTIFICATION_SERVICE_URL).toBe('https://notifications.example.com');
    expect(toldTo(api, 'charge-trip').TRIP_SERVICE_URL).toBe('https://trips.example.com');
  });
});
