import { type DynamoDBClient, QueryCommand } from '@aws-sdk/client-dynamodb';
import { stageTables } from '../../lib/table-name.ts';
import type { MeteredCall } from '../dynamodb/meter.ts';
import { stage } from './deployed.ts';

/** The stream event of these writes, with old and new images. */
export function streamEventOf(calls: readonly MeteredCall[]) {
  const last = new Map<string, MeteredCall['written']>();
  const Records = calls
    .filter(({ written }) => written !== undefined)
    .map(({ written }, index) => {
      const key = JSON.stringify(written?.id);
      const before = last.get(key);
      last.set(key, written);
      return {
        eventID: `bench-${index}-${key}`,
        eventName: before === undefined ? 'INSERT' : 'MODIFY',
        eventSource: 'aws:dynamodb',
        dynamodb: {
          ApproximateCreationDateTime: Date.now() / 1_000,
          Keys: { id: written?.id },
          SequenceNumber: String(index + 1),
          StreamViewType: 'NEW_AND_OLD_IMAGES',
          NewImage: written,
          ...(before !== undefined && { OldImage: before }),
        },
      };
    });
  return { Records };
}

/** The stream event of the events that were recorded of these payments. */
export async function streamOfEvents(client: DynamoDBClient, payments: ReturnType<typeof streamEventOf>) {
  const ids = new Map(payments.Records.map(({ dynamodb: { Keys } }) => [JSON.stringify(Keys.id), Keys.id]));
  const Records: object[] = [];
  for (const id of ids.values()) {
    if (id === undefined) continue;
    const query = { KeyConditionExpression: 'id = :id', ExpressionAttributeValues: { ':id': id } };
    const { Items = [] } = await client.send(new QueryCommand({ TableName: stageTables(stage).events, ...query }));
    for (const NewImage of Items) {
      const SequenceNumber = String(Records.length + 1);
      Records.push({ eventID: `bench-${SequenceNumber}`, eventName: 'INSERT', dynamodb: { SequenceNumber, NewImage } });
    }
  }
  return { Records };
}
