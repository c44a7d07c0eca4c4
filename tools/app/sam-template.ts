import { relative, sep } from 'node:path';
import type { AppDefinition, FunctionDefinition } from '../../hermetic/template/app-definition.ts';

export type SamOptions = Readonly<{
  /** Directory of the template: code paths are relative to it. */
  directory: string;
  /** Default of the parameter DynamoDBEndpoint, as seen from a container. */
  dynamodbEndpoint: string;
  /** `process.arch`: containers for another processor would be emulated. */
  arch: string;
}>;

/** Logical id for `sam local invoke`: `CreatePayment` for `create-payment`. */
export const samName = ({ name }: Pick<FunctionDefinition, 'name'>, stage: string): string =>
  name
    .replace(`payment-service-${stage}-`, '')
    .split('-')
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('');

/**
 * A template for `sam local invoke`. SAM resolves no imports from other stacks and passes on only variables that a template
 * declares, so every value is plain text except the address of DynamoDB.
 */
export function samTemplate({ stage, functions }: AppDefinition, options: SamOptions) {
  return {
    AWSTemplateFormatVersion: '2010-09-09',
    Transform: 'AWS::Serverless-2016-10-31',
    Description: `The functions of stage ${stage} for sam local invoke, written by npm run sam`,
    Parameters: {
      DynamoDBEndpoint: {
        Type: 'String',
        Default: options.dynamodbEndpoint,
        Description: 'Where functions find DynamoDB',
      },
    },
    Resources: Object.fromEntries(
      [...functions.values()].map((app) => [samName(app, stage), resourceOf(app, options)]),
    ),
  };
}

function resourceOf(app: FunctionDefinition, { directory, arch }: SamOptions) {
  const { name, codeDir, handler, runtime, timeoutMs, memoryMb, environment, loggingFormat } = app;
  return {
    Type: 'AWS::Serverless::Function',
    Properties: {
      FunctionName: name,
      CodeUri: relative(directory, codeDir).split(sep).join('/'),
      Handler: handler,
      Runtime: runtime,
      Architectures: [arch === 'arm64' ? 'arm64' : 'x86_64'],
      Timeout: timeoutMs / 1000,
      MemorySize: memoryMb,
      LoggingConfig: { LogFormat: loggingFormat },
      Environment: { Variables: { ...environment, AWS_ENDPOINT_URL_DYNAMODB: { Ref: 'DynamoDBEndpoint' } } },
    },
  };
}
