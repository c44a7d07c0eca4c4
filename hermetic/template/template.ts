import type { AppDefinition } from './app-definition.ts';
import { readAssembly, type Stack } from './assembly.ts';
import { resolverFor } from './intrinsics.ts';
import { apiFrom } from './template-api.ts';
import { eventSourceFrom } from './template-event-source.ts';
import { functionFrom } from './template-function.ts';
import { type TemplateResource, templateResource } from './template-resource.ts';
import { scheduleFrom } from './template-schedule.ts';
import { expiryFrom, tableFrom } from './template-table.ts';

const supported = {
  'AWS::ApiGateway::GatewayResponse': true,
  'AWS::ApiGateway::Method': true,
  'AWS::ApiGateway::Resource': true,
  'AWS::ApiGateway::RestApi': true,
  'AWS::ApiGateway::Stage': true,
  'AWS::DynamoDB::Table': true,
  'AWS::Events::Rule': true,
  'AWS::Lambda::EventSourceMapping': true,
  'AWS::Lambda::Function': true,
} as const;

/** Rights, logs, releases and bookkeeping, which change nothing on this machine. Of a queue, only the name is used. */
const ignored: ReadonlySet<string> = new Set([
  'AWS::ApiGateway::Account',
  'AWS::ApiGateway::Deployment',
  'AWS::CDK::Metadata',
  'AWS::CloudWatch::Alarm',
  'AWS::CloudWatch::Dashboard',
  'AWS::IAM::ManagedPolicy',
  'AWS::IAM::Policy',
  'AWS::IAM::Role',
  'AWS::Lambda::Alias',
  'AWS::Lambda::Permission',
  'AWS::Lambda::Version',
  'AWS::Logs::LogGroup',
  'AWS::SQS::Queue',
  'AWS::SQS::QueuePolicy',
]);

/** Reads the app in a cloud assembly. Throws on an unknown intrinsic or resource type. */
export function readApp(directory: string): AppDefinition {
  return appOf(readAssembly(directory), directory);
}

/** The app that stacks declare; `directory` contains their assets. */
export function appOf(stacks: readonly Stack[], directory: string): AppDefinition {
  const resources = resourcesOf(stacks);
  const ofType = (type: keyof typeof supported) => resources.filter((one) => one.type === type);
  const functions = ofType('AWS::Lambda::Function').map((one) => functionFrom(one, directory));
  const apis = ofType('AWS::ApiGateway::RestApi').map((api) =>
    apiFrom(api, {
      resources: ofType('AWS::ApiGateway::Resource'),
      methods: ofType('AWS::ApiGateway::Method'),
      stages: ofType('AWS::ApiGateway::Stage'),
      gatewayResponses: ofType('AWS::ApiGateway::GatewayResponse'),
      functions,
    }),
  );
  const [api] = apis;
  if (api === undefined) throw new Error('The templates declare no REST API, so there is nothing to serve.');
  return {
    stage: api.stage,
    tables: ofType('AWS::DynamoDB::Table').map(tableFrom),
    expiries: ofType('AWS::DynamoDB::Table').flatMap(expiryFrom),
    functions: new Map(functions.map((one) => [one.logicalId, one])),
    apis,
    eventSources: ofType('AWS::Lambda::EventSourceMapping').flatMap((one) => eventSourceFrom(one, functions)),
    schedules: ofType('AWS::Events::Rule').flatMap((one) => scheduleFrom(one, functions)),
  };
}

function resourcesOf(stacks: readonly Stack[]): readonly TemplateResource[] {
  const resolve = resolverFor(stacks);
  return stacks.flatMap((stack) =>
    Object.entries(stack.template.Resources)
      .filter(([, { Type }]) => !ignored.has(Type))
      .map(([logicalId, resource]) => {
        if (!(resource.Type in supported)) {
          throw new Error(
            `${stack.name}/${logicalId} is an ${resource.Type}, which the hermetic runtime does not support: ` +
              'add it to hermetic/template/template.ts as supported or ignored.',
          );
        }
        return templateResource(logicalId, resource, stack, resolve);
      }),
  );
}
