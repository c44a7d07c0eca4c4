import { createHash } from 'node:crypto';
import type { Resource } from './assembly.ts';

export const region = 'us-east-1';
export const accountId = '000000000000';

export const pseudoParameters: Readonly<Record<string, string>> = {
  'AWS::Region': region,
  'AWS::AccountId': accountId,
  'AWS::Partition': 'aws',
  'AWS::URLSuffix': 'amazonaws.com',
};

/** `name` is the one that the template gives the resource, if any. */
type ResourceInStack = Readonly<{ logicalId: string; stackName: string; name: string | undefined }>;

type PhysicalIds = Readonly<{
  /** Property with the name that a template may choose. */
  nameProperty?: string;
  ref: (resource: ResourceInStack) => string;
  attributes?: Readonly<Record<string, (resource: ResourceInStack) => string>>;
}>;

const physicalName = ({ name, stackName, logicalId }: ResourceInStack) => name ?? `${stackName}-${logicalId}`;

/** Cached, because every request needs two of them. */
const generatedIds = new Map<string, string>();

/** An id like API Gateway's, ten letters and digits. The same seed gives the same id at every start. */
export function generatedId(seed: string): string {
  const known = generatedIds.get(seed);
  if (known !== undefined) return known;
  const id = BigInt(`0x${createHash('sha256').update(seed).digest('hex')}`)
    .toString(36)
    .slice(0, 10);
  generatedIds.set(seed, id);
  return id;
}

const idOf = ({ stackName, logicalId }: ResourceInStack) => generatedId(`${stackName}/${logicalId}`);

const tableArn = (resource: ResourceInStack) =>
  `arn:aws:dynamodb:${region}:${accountId}:table/${physicalName(resource)}`;

/** URL of a REST API's stage on AWS. */
export const apiAddress = (apiId: string, stage: string): string =>
  `https://${apiId}.execute-api.${region}.${pseudoParameters['AWS::URLSuffix']}/${stage}`;

/** `Ref` and `Fn::GetAtt` of each supported resource type. */
export const physicalIds: Readonly<Record<Resource['Type'], PhysicalIds>> = {
  'AWS::DynamoDB::Table': {
    nameProperty: 'TableName',
    ref: physicalName,
    attributes: {
      Arn: tableArn,
      StreamArn: (resource) => `${tableArn(resource)}/stream/2026-01-01T00:00:00.000`,
    },
  },
  'AWS::Lambda::Function': {
    nameProperty: 'FunctionName',
    ref: physicalName,
    attributes: { Arn: (resource) => functionArn(physicalName(resource)) },
  },
  // A function has one version here, so an alias is its function.
  'AWS::Lambda::Alias': { nameProperty: 'FunctionName', ref: (resource) => functionArn(physicalName(resource)) },
  'AWS::IAM::Role': {
    nameProperty: 'RoleName',
    ref: physicalName,
    attributes: { Arn: (resource) => `arn:aws:iam::${accountId}:role/${physicalName(resource)}` },
  },
  'AWS::Logs::LogGroup': {
    nameProperty: 'LogGroupName',
    ref: physicalName,
    attributes: {
      Arn: (resource) => `arn:aws:logs:${region}:${accountId}:log-group:${physicalName(resource)}:*`,
    },
  },
  'AWS::ApiGateway::RestApi': {
    ref: idOf,
    attributes: { RootResourceId: (resource) => generatedId(`${idOf(resource)}/`) },
  },
  'AWS::SQS::Queue': {
    nameProperty: 'QueueName',
    ref: (resource) => `https://sqs.${region}.amazonaws.com/${accountId}/${physicalName(resource)}`,
    attributes: { Arn: (resource) => `arn:aws:sqs:${region}:${accountId}:${physicalName(resource)}` },
  },
  'AWS::Events::Rule': {
    nameProperty: 'Name',
    ref: physicalName,
    attributes: { Arn: (resource) => `arn:aws:events:${region}:${accountId}:rule/${physicalName(resource)}` },
  },
  'AWS::ApiGateway::Resource': { ref: idOf },
  'AWS::ApiGateway::Deployment': { ref: idOf },
  'AWS::ApiGateway::Stage': { nameProperty: 'StageName', ref: physicalName },
};

export const functionArn = (name: string): string => `arn:aws:lambda:${region}:${accountId}:function:${name}`;
