import type { Template } from 'aws-cdk-lib/assertions';
import { beforeAll, describe, expect, it } from 'vitest';
import { stubRoutes } from '../../lib/stubs.ts';
import { actionsOf, environmentOf, resourcesOf, typesOf } from '../support/function-in-template.ts';
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
  ])('stage %s has stubs: %s', async (stage, expected) => {
    const templates = await templatesFor({ stage, ...services });
    expect(templates.stubs !== undefined).toBe(expected);
  });

  it('by default functions call the stubs', () => {
    const environments = [
      environmentOf(sandbox.paymentFunctions, 'charge-trip'),
      environmentOf(sandbox.workers, 'deliver'),
    ];
    const [trips, notifications] = environments.map((variables) => JSON.stringify(variables));
    expect(trips).toMatch(/"TRIP_SERVICE_URL":.*sandbox-stubs:ExportsOutputRefTrips.*execute-api/);
    expect(notifications).toMatch(
      /"NOTIFICATION_SERVICE_URL":.*sandbox-stubs:ExportsOutputRefNotificationsApi.*execute-api/,
    );
  });

  it('with emulatorUrl functions call the stubs at the emulator’s address', async () => {
    const { paymentFunctions, workers } = await templatesFor({
      stage: 'sandbox',
      emulatorUrl: 'http://localhost:4566/',
    });
    const environments = JSON.stringify([
      environmentOf(paymentFunctions, 'charge-trip'),
      environmentOf(workers, 'deliver'),
    ]);
    expect(environments.match(/"http:\/\/localhost:4566\/_aws\/execute-api\/"/g)).toHaveLength(2);
    expect(environments).not.toContain('https://');
  });

  it.each([
    ['sandbox', 'localhost:4566', 'is not an http address'],
    ['production', 'http://localhost:4566', 'emulatorUrl is only for local and sandbox stages'],
  ])('stage %s refuses emulatorUrl %s with the reason "%s"', async (stage, emulatorUrl, message) => {
    await expect(templatesFor({ stage, emulatorUrl, ...services })).rejects.toThrow(message);
  });

  it.each(stubRoutes)('stub $name has exactly the permissions that lib/stubs.ts declares', ({ name, may }) => {
    const wanted = Object.values(may).flatMap((actions = []) => actions.map((action) => `dynamodb:${action}`));
    expect(actionsOf(stubs, name)).toEqual(['logs:CreateLogStream', 'logs:PutLogEvents', ...wanted].sort());
  });

  it.each([
    ['sandbox', ['AWS_IAM', 'NONE', 'NONE']],
    ['local', ['NONE', 'NONE', 'NONE']],
  ])(
    'in stage %s functions call stubs without a signature; listing received notifications needs one outside of local',
    async (stage, types) => {
      const template = stubsOf(await templatesFor({ stage }));
      const methods = resourcesOf(template, 'AWS::ApiGateway::Method').map(
        ({ Properties }) => (Properties as Record<string, unknown>).AuthorizationType,
      );
      expect(methods.sort()).toEqual(types);
    },
  );

  it('notifications received by the stub expire', () => {
    stubs.hasResourceProperties('AWS::DynamoDB::Table', {
      TimeToLiveSpecification: { AttributeName: 'expires_at', Enabled: true },
    });
  });

  it('the stubs stack has only resource types that LocalStack and the hermetic environment support', () => {
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
