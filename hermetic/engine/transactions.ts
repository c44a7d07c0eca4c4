import { type DynamoDBClient, TransactWriteItemsCommand, type WriteRequest } from '@aws-sdk/client-dynamodb';

/** DynamoDB's limit for one TransactWriteItems. */
const largest = 100;

/**
 * Puts or deletes items like `writeAll`, but in transactions: the embedded engine needs half the time of batches for
 * them. On AWS, they would cost twice as much.
 */
export async function transactAll(
  client: DynamoDBClient,
  TableName: string,
  requests: readonly WriteRequest[],
): Promise<void> {
  for (let from = 0; from < requests.length; from += largest) {
    const TransactItems = requests.slice(from, from + largest).map(({ PutRequest, DeleteRequest }) => ({
      ...(PutRequest && { Put: { TableName, Item: PutRequest.Item } }),
      ...(DeleteRequest && { Delete: { TableName, Key: DeleteRequest.Key } }),
    }));
    await client.send(new TransactWriteItemsCommand({ TransactItems }));
  }
}
