import type { CreateTableCommandInput, StreamSpecification } from '@aws-sdk/client-dynamodb';
import type { Declaration } from './declaration.ts';
import type { DeclaredExpiry } from './declared.ts';

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
export function tableFrom(declaration: Declaration): CreateTableCommandInput {
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
export function expiryFrom(declaration: Declaration): readonly DeclaredExpiry[] {
  const ttl = declaration.optional<Readonly<{ AttributeName?: string; Enabled: boolean }>>('TimeToLiveSpecification');
  if (ttl?.AttributeName === undefined || !ttl.Enabled) return [];
  return [{ tableName: declaration.ref(), attribute: ttl.AttributeName }];
}
