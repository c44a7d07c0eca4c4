import type { Template } from 'aws-cdk-lib/assertions';
import { beforeAll, describe, expect, it } from 'vitest';
import { stubRoutes } from '../../lib/stubs.ts';
import { actionsOf, resourcesOf, toldTo, typesOf } from '../support/function-in-template.ts';
import { services, type Templates, templatesFor } from '../support/synth.ts';

let sandbox: Templates;
let stubs: Template;
beforeAll(async () => {
  sandbox = await templatesFor({ stage: 'sandbox' });
  stubs = stubsOf(sandbox);
});

function stubsOf(templates: Templates): Template {
  if (templates.stubs === undefined) throw new Error('the stage has no stubs');
  return templates.stubs;
}

describe('the stubs', () => {
  it.each([
    ['local', true],
    ['sandbox', true],
    ['sandbox-anna', true],
    ['staging', false],
    ['production', false],
  ])('are in stage %s: %s', async (stage, expected) => {
    const templates = await templatesFor({ stage, ...services });
    expect(templates.stubs !== undefined).toBe(expected);
  });

  it('are what the service calls where nothing else is said', () => {
    const called = [toldTo(sandbox.api, 'charge-trip'), toldTo(sandbox.workers, 'notify')];
    const [trips, notifications] = called.map((told) => JSON.stringify(told));
    expect(trips).toMatch(/"TRIP_SERVICE_URL":.*sandbox-stubs:ExportsOutputRefTrips.*execute-api/);
    expect(notifications).toMatch(
      /"NOTIFICATION_SERVICE_URL":.*sandbox-stubs:ExportsOutputRefNotificationsApi.*execute-api/,
    );
  });

  it('are called at an emulator’s own address, where one is said to be', async () => {
    const { api, workers } = await templatesFor({ stage: 'sandbox', emulatorUrl: 'http://localhost:4566/' });
    const told = JSON.stringify([toldTo(api, 'charge-trip'), toldTo(workers, 'notify')]);
    expect(told.match(/"http:\/\/localhost:4566\/_aws\/execute-api\/"/g)).toHaveLength(2);
    expect(told).not.toContain('https://');
  });

  it.each([
    ['sandbox', 'localhost:4566', 'is not an http address'],
    ['production', 'http://localhost:4566', 'emulatorUrl is for stages whose data may be thrown away'],
  ])('of stage %s are not looked for at %s: %s', async (stage, emulatorUrl, message) => {
    await expect(templatesFor({ stage, emulatorUrl, ...services })).rejects.toThrow(message);
  });

  it.each(stubRoutes)('$name has exactly the rights of its line', ({ name, may }) => {
    const wanted = Object.values(may).flatMap((actions = []) => actions.map((action) => `dynamodb:${action}`));
    expect(actionsOf(stubs, name)).toEqual(['logs:CreateLogStream', 'logs:PutLogEvents', ...wanted].sort());
  });

  it.each([
    ['sandbox', ['AWS_IAM', 'NONE', 'NONE']],
    ['local', ['NONE', 'NONE', 'NONE']],
  ])(
    'in stage %s let in unsigned what functions call, and nobody unsigned to what was received',
    async (stage, types) => {
      const template = stubsOf(await templatesFor({ stage }));
      const methods = resourcesOf(template, 'AWS::ApiGateway::Method').map(
        ({ Properties }) => (Properties as Record<string, unknown>).AuthorizationType,
      );
      expect(methods.sort()).toEqual(types);
    },
  );

  it('forget what they received', () => {
    stubs.hasResourceProperties('AWS::DynamoDB::Table', {
      TimeToLiveSpecification: { AttributeName: 'expires_at', Enabled: true },
    });
  });

  it('hold only types that LocalStack and the hermetic environment know, and no custom resource', () => {
    expect(typesOf(stubs)).toEqual([
      'AWS::ApiGateway::Deployment',
      'AWS::ApiGateway::GatewayResponse',
      'AWS::ApiGateway::Method',
      'AWS::ApiGateway::Resource',
      'AWS::ApiGateway::RestApi',
      'AWS::ApiGateway::Stage',
      'AWS::DynamoDB::Table',
      'AWS::IAM::Policy',
      'AWS::IAM::Role',
      'AWS::Lambda::Function',
      'AWS::Lambda::Permission',
      'AWS::Logs::LogGroup',
    ]);
  });
});
