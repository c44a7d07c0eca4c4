import type { CreateTableCommandInput, StreamSpecification } from '@aws-sdk/client-dynamodb';
import type { ExpiryDefinition } from './app-definition.ts';
import type { TemplateResource } from './template-resource.ts';

/** What CloudFormation's table and CreateTable call by the same name; the rest protects data on AWS. */
const sameInBoth = [
  'AttributeDefinitions',
  'KeySchema',
  'BillingMode',
  'ProvisionedThroughput',
  'LocalSecondaryIndexes',
  'GlobalSecondaryIndexes',
] as const;

/** The CreateTable call that an AWS::DynamoDB::Table stands for. */
export function tableFrom(declaration: TemplateResource): CreateTableCommandInput {
  const properties = sameInBoth.flatMap((property) => {
    const value = declaration.optional(property);
    return value === undefined ? [] : [[property, value] as const];
  });
  const stream = declaration.optional<Omit<StreamSpecification, 'StreamEnabled'>>('StreamSpecification');
  return {
    TableName: declaration.ref(),
    ...(Object.fromEntries(properties) as Omit<CreateTableCommandInput, 'TableName'>),
    // CloudFormation leaves StreamEnabled out; CreateTable asks for it.
    ...(stream && { StreamSpecification: { ...stream, StreamEnabled: true } }),
  };
}

/** The TTL that an AWS::DynamoDB::Table declares, if it has one. */
export function expiryFrom(declaration: TemplateResource): readonly ExpiryDefinition[] {
  const ttl = declaration.optional<Readonly<{ AttributeName?: string; Enabled: boolean }>>('TimeToLiveSpecification');
  if (ttl?.AttributeName === undefined || !ttl.Enabled) return [];
  return [{ tableName: declaration.ref(), attribute: ttl.AttributeName }];
}
