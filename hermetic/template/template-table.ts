import type { CreateTableCommandInput, StreamSpecification } from '@aws-sdk/client-dynamodb';
import type { ExpiryDefinition } from './app-definition.ts';
import type { TemplateResource } from './template-resource.ts';

/** Properties that CloudFormation and CreateTable share. The others protect data on AWS. */
const sameInBoth = [
  'AttributeDefinitions',
  'KeySchema',
  'BillingMode',
  'ProvisionedThroughput',
  'LocalSecondaryIndexes',
  'GlobalSecondaryIndexes',
] as const;

/** Reads an AWS::DynamoDB::Table as the input of CreateTable. */
export function tableFrom(resource: TemplateResource): CreateTableCommandInput {
  const properties = sameInBoth.flatMap((property) => {
    const value = resource.optional(property);
    return value === undefined ? [] : [[property, value] as const];
  });
  const stream = resource.optional<Omit<StreamSpecification, 'StreamEnabled'>>('StreamSpecification');
  return {
    TableName: resource.ref(),
    ...(Object.fromEntries(properties) as Omit<CreateTableCommandInput, 'TableName'>),
    // Required by CreateTable, unknown to CloudFormation.
    ...(stream && { StreamSpecification: { ...stream, StreamEnabled: true } }),
  };
}

/** Reads the TTL of an AWS::DynamoDB::Table, if it has one. */
export function expiryFrom(resource: TemplateResource): readonly ExpiryDefinition[] {
  const ttl = resource.optional<Readonly<{ AttributeName?: string; Enabled: boolean }>>('TimeToLiveSpecification');
  if (ttl?.AttributeName === undefined || !ttl.Enabled) return [];
  return [{ tableName: resource.ref(), attribute: ttl.AttributeName }];
}
