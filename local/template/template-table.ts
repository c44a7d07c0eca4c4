import type { CreateTableCommandInput, StreamSpecification } from '@aws-sdk/client-dynamodb';
import type { Declaration } from './declaration.ts';

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
