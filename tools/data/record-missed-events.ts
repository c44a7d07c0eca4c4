import {
  type AttributeValue,
  type DynamoDBClient,
  GetItemCommand,
  paginateQuery,
  paginateScan,
} from '@aws-sdk/client-dynamodb';
import { CommandRefusal } from '../../hermetic/process/command.ts';
import type { StageTables } from '../../lib/table-name.ts';
import { recordOf } from '../../src/contracts/event.ts';
import type { Payment } from '../../src/domain/payment.ts';
import { lateSince } from '../../src/domain/recorded-event.ts';
import { incrementsOf } from '../../src/projections/counters.ts';
import { eventsOf, type PaymentEvent } from '../../src/projections/events.ts';
import { isOpen } from '../../src/projections/open-payments.ts';
import { eventItemOf, eventKey } from '../../src/store/event-item.ts';
import { type Item, unmarshalled } from '../../src/store/item.ts';
import { paymentOf } from '../../src/store/payment-item.ts';
import { isPayment } from './backfill-events.ts';
import { markersOf } from './event-markers.ts';
import { putAbsentRows, rowsOfPayment } from './missed-rows.ts';
import { requireOpenDay } from './open-day.ts';
import { writeEntry } from './write-entries.ts';

/** `unreadable`: ids of the payments that this release cannot read either. */
export type MissedEvents = Readonly<{ payments: number; recorded: number; present: number; unreadable: string[] }>;

type MissingStage = Readonly<{ client: DynamoDBClient; tables: StageTables; indexShards: number; now: () => number }>;

/** One payment by its id, or all with the events since an ISO instant. */
export type Missed = Readonly<{ paymentId: string } | { since: string }>;

const paymentsAtOnce = 16;

/**
 * Records events that the worker of the stream never saw or could not read, as it would have: counted, in the balances, and for
 * `deliver` to send; and the rows by which their payments are found. An event that is there already, or comes from the stream
 * meanwhile, stays as it is and counts once.
 */
export async function recordMissed(
  missed: Missed,
  stage: MissingStage,
  onPayment: (payments: number) => void = () => {},
): Promise<MissedEvents> {
  const { client, tables, now } = stage;
  await requireOpenDay(now(), stage);
  const found = { payments: 0, recorded: 0, present: 0, unreadable: [] as string[] };
  const since = 'since' in missed ? missed.since : '';
  const items = 'since' in missed ? paymentItems(stage) : oneItem(missed.paymentId, stage);
  const lane = async (): Promise<void> => {
    for await (const item of items) {
      onPayment(++found.payments);
      const payment = readable(item);
      if (payment === undefined) {
        found.unreadable.push(String(item.id));
        continue;
      }
      const isWanted = 'paymentId' in missed || isOpen(payment) || payment.dueAt !== undefined;
      const events = eventsOf(undefined, payment).filter((event) => recordOf(event).at >= since);
      if (isWanted || events.length > 0) await putAbsentRows(rowsOfPayment(payment, now()), client, tables.projections);
      if (events.length === 0) continue;
      const recorded = await recordAbsent(events, stage);
      found.recorded += recorded;
      found.present += events.length - recorded;
    }
  };
  await Promise.all(Array.from({ length: paymentsAtOnce }, lane));
  return found;
}

async function* paymentItems({ client, tables }: MissingStage): AsyncGenerator<Item, void> {
  const scan = { TableName: tables.payments, ConsistentRead: true };
  for await (const { Items = [] } of paginateScan({ client }, scan)) {
    yield* Items.map(unmarshalled).filter(isPayment);
  }
}

async function* oneItem(id: string, { client, tables }: MissingStage): AsyncGenerator<Item, void> {
  const Key: Record<string, AttributeValue> = { id: { S: id } };
  const get = new GetItemCommand({ TableName: tables.payments, Key, ConsistentRead: true });
  const { Item } = await client.send(get);
  const item = Item && unmarshalled(Item);
  if (item === undefined || !isPayment(item))
    throw new CommandRefusal(`There is no payment ${id}: nothing was recorded.`);
  yield item;
}

function readable(item: Item): Payment | undefined {
  try {
    return paymentOf(item);
  } catch {
    return undefined;
  }
}

/** Resolves with the number of events that were recorded now. */
async function recordAbsent(events: readonly PaymentEvent[], stage: MissingStage): Promise<number> {
  const { tables, indexShards, now } = stage;
  const known = await sortsOf(events, stage);
  const absent = events.filter((event) => !known.has(eventKey(recordOf(event)).sort));
  const counted = await markersOf('counted', absent, stage);
  let recorded = 0;
  for (const event of absent) {
    const record = recordOf(event);
    const item = eventItemOf({ ...record, postedAt: lateSince(record.at, now()) }, indexShards);
    const raised = counted.has(event.id) ? undefined : incrementsOf(event);
    if ((await writeEntry(item, record.lines, { client: stage.client, tables }, raised)) === 'written') recorded++;
  }
  return recorded;
}

/** Sort keys of what is recorded of a payment. */
async function sortsOf(
  [event]: readonly PaymentEvent[],
  { client, tables }: MissingStage,
): Promise<ReadonlySet<string>> {
  const query = {
    TableName: tables.events,
    KeyConditionExpression: 'id = :id',
    ExpressionAttributeValues: { ':id': { S: event?.payment.id ?? '' } },
    ProjectionExpression: 'sort',
    ConsistentRead: true,
  };
  const sorts = new Set<string>();
  for await (const { Items = [] } of paginateQuery({ client }, query)) {
    for (const { sort } of Items) sorts.add(sort?.S ?? '');
  }
  return sorts;
}
