import { ConditionalCheckFailedException, type DynamoDBClient, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { importer } from '../../src/domain/payment.ts';
import type { TableItem } from './payment-items.ts';

/**
 * Gives a payment that was imported without its intent that of its row. Resolves to false, and changes nothing, if the payment has
 * one, was made by this service, or has another amount than the row.
 */
export async function addIntent(
  { id, intent, amount_minor, currency }: TableItem,
  { client, tableName }: Readonly<{ client: DynamoDBClient; tableName: string }>,
): Promise<boolean> {
  if (intent === undefined) return false;
  const update = new UpdateItemCommand({
    TableName: tableName,
    Key: marshall({ id }),
    UpdateExpression: 'SET intent = :intent',
    ConditionExpression:
      'settled_by = :importer AND attribute_not_exists(intent) AND amount_minor = :amount AND currency = :currency',
    ExpressionAttributeValues: marshall({
      ':intent': intent,
      ':importer': importer,
      ':amount': amount_minor,
      ':currency': currency,
    }),
  });
  try {
    await client.send(update);
    return true;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false;
    throw error;
  }
}
