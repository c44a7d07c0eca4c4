import { DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import type { DynamoDBStreamEvent } from 'aws-lambda';

const client = new DynamoDBClient();
const TableName = process.env.TABLE;

/** Stores the length of each new note. */
export async function handler({ Records }: DynamoDBStreamEvent): Promise<void> {
  for (const { dynamodb } of Records) {
    const { id, text } = dynamodb?.NewImage ?? {};
    // Its own items are in the stream too.
    if (text?.S === undefined) continue;
    const Item = { id: { S: `length#${id?.S}` }, length: { N: String(text.S.length) } };
    await client.send(new PutItemCommand({ TableName, Item }));
  }
}
