import { type CreateTableCommandInput, DynamoDBClient } from '@aws-sdk/client-dynamodb';

export const ordersTable = {
  TableName: 'orders',
  KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
  AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
  BillingMode: 'PAY_PER_REQUEST',
} as const satisfies CreateTableCommandInput;

export const clientOf = ({ endpoint }: Readonly<{ endpoint: string }>): DynamoDBClient =>
  new DynamoDBClient({
    endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
