import {
  type AttributeValue,
  ConditionalCheckFailedException,
  type DynamoDBClient,
  PutItemCommand,
  QueryCommand,
  ScanCommand,
} from '@aws-sdk/client-dynamodb';
import type { StageTables } from '../../lib/table-name.ts';
import { recordOf } from '../../src/contracts/event.ts';
import type { Place } from '../../src/domain/place.ts';
import { dayOf, eventId, lateSince, type RecordedEvent } from '../../src/domain/recorded-event.ts';
import { incrementsOf } from '../../src/projections/counters.ts';
import { eventsOf, type PaymentEvent } from '../../src/projections/events.ts';
import { allPlacesOf } from '../../src/projections/places.ts';
import { archivedRefundId, archivedRefundOf } from '../../src/store/archived-refund-item.ts';
import { eventItemOf } from '../../src/store/event-item.ts';
import { type Item, marshalled, unmarshalled } from '../../src/store/item.ts';
import { paymentOf } from '../../src/store/payment-item.ts';
import { placeItemOf } from '../../src/store/place-item.ts';
import { sealPartition } from '../../src/store/seal-key.ts';
import { markersOf } from './event-markers.ts';
import { requireOpenDay } from './open-day.ts';

export type BackfillCounts = Readonly<{
  payments: number;
  created: number;
  present: number;
  /** Events of the last six days that no release before the events table counted: project-payments did, or will. */
  left: number;
}>;

/** Where a backfill goes on. `next` is the scan's key; a backfill that is complete has none. */
export type BackfillPosition = Readonly<{ next: Record<string, AttributeValue> | undefined; counts: BackfillCounts }>;

type BackfillStage = Readonly<{
  client: DynamoDBClient;
  tables: StageTables;
  indexShards: number;
  now: number;
  perPage?: number;
}>;

export const atStart: BackfillCounts = { payments: 0, created: 0, present: 0, left: 0 };

const paymentsPerPage = 200;
const putsAtOnce = 32;
const dayMs = 86_400_000;
/** Markers of counted events live seven days; one more day keeps the two rules from leaving a gap. */
const markedForMs = 6 * dayMs;

/**
 * Creates the events of the next payments of a scan, and the rows by which they are found, without counting them: the release that wrote the payments did that. An
 * event that happened within the last six days and has no marker of that is project-payments' to record, with its counters.
 *
 * The ledger's balances are not changed: that would be a transaction for each event. npm run ledger -- verify --repair recounts them.
 */
export async function backfillPage(position: BackfillPosition, stage: BackfillStage): Promise<BackfillPosition> {
  const { client, tables, indexShards, now, perPage = paymentsPerPage } = stage;
  await requireOpenDay(now, stage);
  const scan = { TableName: tables.payments, Limit: perPage, ConsistentRead: true };
  const { Items = [], LastEvaluatedKey } = await client.send(
    new ScanCommand({ ...scan, ExclusiveStartKey: position.next }),
  );
  const items = Items.map(unmarshalled);
  const payments = items.filter(isPayment).map(paymentOf);
  const archived = items.filter(({ id }) => archivedRefundId(String(id)) !== undefined);
  const events = payments.flatMap((payment) => eventsOf(undefined, payment));
  const recent = events.filter((event) => now - Date.parse(recordOf(event).at) < markedForMs);
  const counted = await markersOf('counted', recent, stage);
  const notified = await markersOf('notified', recent, stage);
  const isLeft = (event: PaymentEvent) =>
    recent.includes(event) && incrementsOf(event).size > 0 && !counted.has(event.id) && !event.isQuiet;
  const sealedFrom = await firstSealedDay(stage);
  const wanted = events
    .filter((event) => !isLeft(event))
    .map((event) => inOpenDay(silenced(event, notified, now), sealedFrom, now));

  let created = 0;
  const left = wanted.values();
  const rows = [...payments.flatMap(allPlacesOf), ...archived.flatMap(placeOfArchived)].values();
  const lane = async (): Promise<void> => {
    for (const event of left) if (await putIfAbsent(event, stage)) created++;
    for (const place of rows) await keep(place, stage);
  };
  await Promise.all(Array.from({ length: putsAtOnce }, lane));
  const { counts } = position;
  return {
    next: LastEvaluatedKey,
    counts: {
      payments: counts.payments + payments.length,
      created: counts.created + created,
      present: counts.present + wanted.length - created,
      left: counts.left + events.length - wanted.length,
    },
  };

  async function putIfAbsent(event: RecordedEvent, { client, tables }: BackfillStage): Promise<boolean> {
    const Item = marshalled(eventItemOf(event, indexShards));
    const put = { TableName: tables.events, Item, ConditionExpression: 'attribute_not_exists(id)' };
    try {
      await client.send(new PutItemCommand(put));
      return true;
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return false;
      throw error;
    }
  }
}

/** The first day that was sealed: events of before it keep their days, and later ones are posted to the present one if they are late. */
async function firstSealedDay({ client, tables }: BackfillStage): Promise<string | undefined> {
  const query = new QueryCommand({
    TableName: tables.events,
    KeyConditionExpression: 'id = :id',
    ExpressionAttributeValues: { ':id': { S: sealPartition(0) } },
    ConsistentRead: true,
    Limit: 1,
  });
  const { Items = [] } = await client.send(query);
  return Items[0]?.sort?.S;
}

const inOpenDay = (event: RecordedEvent, sealedFrom: string | undefined, now: number): RecordedEvent =>
  sealedFrom === undefined || dayOf(event.at) < sealedFrom ? event : { ...event, postedAt: lateSince(event.at, now) };

/** The row is the same whenever it is put. */
async function keep(place: Place, { client, tables }: BackfillStage): Promise<void> {
  await client.send(new PutItemCommand({ TableName: tables.projections, Item: marshalled(placeItemOf(place)) }));
}

/** The row of a declined refund that was moved out of its payment's item. It only leads to the payment. */
function placeOfArchived(item: Item): readonly Place[] {
  const value = archivedRefundId(String(item.id));
  if (value === undefined) return [];
  const { createdAt } = archivedRefundOf(value, item);
  return [{ by: 'refund', value, createdAt, paymentId: String(item.payment_id) }];
}

/** Holds, archived refunds and key uses have a `#` in their ids, and an order's link to its imported payment leads elsewhere. */
export const isPayment = ({ id, payment_id }: Item): boolean => payment_id === undefined && !String(id).includes('#');

/** An event that is older than a day, or was delivered, is no news. */
function silenced(event: PaymentEvent, notified: ReadonlySet<string>, now: number): RecordedEvent {
  const record = recordOf(event);
  const isOld = now - Date.parse(record.at) > dayMs;
  return { ...record, quiet: record.quiet || isOld || notified.has(eventId(record)) };
}
