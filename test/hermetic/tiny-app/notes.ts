import { DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import type { APIGatewayProxyEvent, APIGatewayProxyResult } from 'aws-lambda';

const client = new DynamoDBClient();
const TableName = process.env.TABLE;

/** POST stores a note; GET reads what the stream worker stored about it. */
export async function handler({
  httpMethod,
  pathParameters,
  body,
}: APIGatewayProxyEvent): Promise<APIGatewayProxyResult> {
  const id = pathParameters?.id ?? '';
  if (httpMethod === 'POST') {
    await client.send(new PutItemCommand({ TableName, Item: { id: { S: id }, text: { S: body ?? '' } } }));
    return { statusCode: 201, body: '' };
  }
  const { Item } = await client.send(new GetItemCommand({ TableName, Key: { id: { S: `length#${id}` } } }));
  return Item === undefined ? { statusCode: 404, body: '' } : { statusCode: 200, body: Item.length?.N ?? '' };
}
