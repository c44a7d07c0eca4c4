import {
  type AttributeValue,
  ConditionalCheckFailedException,
  type DynamoDBClient,
  PutItemCommand,
} from '@aws-sdk/client-dynamodb';

const atOnce = 25;

/** Writes the items whose ids are free, and leaves all others as they are. */
export async function putAbsent(
  client: DynamoDBClient,
  TableName: string,
  items: readonly Record<string, AttributeValue>[],
): Promise<void> {
  const put = async (Item: Record<string, AttributeValue>) => {
    const command = new PutItemCommand({ TableName, Item, ConditionExpression: 'attribute_not_exists(id)' });
    await client.send(command).catch((error: unknown) => {
      if (!(error instanceof ConditionalCheckFailedException)) throw error;
    });
  };
  for (let from = 0; from < items.length; from += atOnce) await Promise.all(items.slice(from, from + atOnce).map(put));
}
