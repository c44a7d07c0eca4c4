import { type DynamoDBClient, paginateQuery } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import type { ListedPayment } from '../../src/domain/payment-list.ts';
import { listedPaymentOf } from '../../src/store/listed-payment.ts';
import { merged } from '../../src/store/merged.ts';

/** No stage has more shards than lib/stage.ts allows; one that is empty costs half a read unit. */
const mostShards = 64;
const pageSize = 500;

const wrapNumbers = (text: string) => (Number.isSafeInteger(Number(text)) ? Number(text) : BigInt(text));

/** All payments that are decided, the oldest first, as far as their index knows them. */
export function paymentsInOrder(client: DynamoDBClient, tableName: string): AsyncGenerator<ListedPayment, void> {
  async function* shard(number: number) {
    const pages = paginateQuery(
      { client, pageSize },
      {
        TableName: tableName,
        IndexName: 'by-time',
        KeyConditionExpression: 'time_shard = :shard',
        ExpressionAttributeValues: { ':shard': { S: String(number) } },
      },
    );
    for await (const { Items = [] } of pages) {
      for (const item of Items) yield listedPaymentOf(unmarshall(item, { wrapNumbers }));
    }
  }
  const shards = Array.from({ length: mostShards }, (_, number) => shard(number));
  return merged(shards, (one, other) => positionOf(one) < positionOf(other));
}

const positionOf = ({ createdAt, id }: ListedPayment) => `${createdAt}#${id}`;
