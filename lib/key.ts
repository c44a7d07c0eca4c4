import { Stack } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { type IKey, Key } from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';
import type { Stage } from './stage.ts';

/** Property that encrypts with the stage's customer-managed key, if it has one. It belongs to no stack, so no deployment can delete it. */
export function encryptionOf(
  scope: Construct,
  { security: { kmsKey } }: Pick<Stage, 'security'>,
): Readonly<{ encryptionKey?: IKey }> {
  return kmsKey === undefined ? {} : { encryptionKey: Key.fromKeyArn(scope, 'CustomerKey', kmsKey) };
}

/** DynamoDB uses a table's key in the name of the caller: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/encryption.usagenotes.html */
const tableActions = [
  'kms:Decrypt',
  'kms:DescribeKey',
  'kms:Encrypt',
  'kms:GenerateDataKey',
  'kms:ReEncryptFrom',
  'kms:ReEncryptTo',
];

/** Permission to use the key through DynamoDB or Secrets Manager, and in no other way. Empty without a key. */
export function keyPermissions(
  scope: Construct,
  { security: { kmsKey } }: Pick<Stage, 'security'>,
  service: 'dynamodb' | 'secretsmanager',
): readonly PolicyStatement[] {
  if (kmsKey === undefined) return [];
  const { region, urlSuffix } = Stack.of(scope);
  return [
    new PolicyStatement({
      actions: service === 'dynamodb' ? tableActions : ['kms:Decrypt'],
      resources: [kmsKey],
      conditions: { StringEquals: { 'kms:ViaService': `${service}.${region}.${urlSuffix}` } },
    }),
  ];
}
