import {
  type AttributeValue,
  BatchGetItemCommand,
  type BatchGetItemCommandOutput,
  type DynamoDBClient,
  type KeysAndAttributes,
} from '@aws-sdk/client-dynamodb';
import type { StageTables } from '../../lib/table-name.ts';
import type { PaymentEvent } from '../../src/projections/events.ts';

type MarkedStage = Readonly<{ client: DynamoDBClient; tables: StageTables }>;

/** DynamoDB's limit for one BatchGetItem. */
const getsAtOnce = 100;

/** Ids of those events that have a marker of this kind. */
export async function markersOf(
  kind: 'counted' | 'notified',
  events: readonly PaymentEvent[],
  { client, tables: { projections } }: MarkedStage,
): Promise<ReadonlySet<string>> {
  const found = new Set<string>();
  for (let from = 0; from < events.length; from += getsAtOnce) {
    let Keys: Record<string, AttributeValue>[] | undefined = events
      .slice(from, from + getsAtOnce)
      .map(({ id }) => ({ id: { S: kind }, sort: { S: id } }));
    while (Keys !== undefined && Keys.length > 0) {
      const RequestItems: Record<string, KeysAndAttributes> = { [projections]: { Keys, ConsistentRead: true } };
      const { Responses, UnprocessedKeys }: BatchGetItemCommandOutput = await client.send(
        new BatchGetItemCommand({ RequestItems }),
      );
      for (const { sort } of Responses?.[projections] ?? []) found.add(sort?.S ?? '');
      Keys = UnprocessedKeys?.[projections]?.Keys;
    }
  }
  return found;
}
