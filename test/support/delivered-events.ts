import type { DynamoDBRecord } from 'aws-lambda';
import { handler as deliver } from '../../functions/workers/deliver.ts';
import { handler as redeliver } from '../../functions/workers/redeliver.ts';
import { eventId, type RecordedEvent } from '../../src/domain/recorded-event.ts';
import { isWebhookFailure } from '../../src/domain/webhook-failure.ts';
import { eventItemOf, recordedEventOf } from '../../src/store/event-item.ts';
import { marshalled } from '../../src/store/item.ts';
import { context } from './event.ts';
import { eventsTable, type World } from './world.ts';

/** Stores events, and gives the records that the stream has of them. */
export function streamOfEvents(world: World, events: readonly RecordedEvent[]) {
  const Records = events.map((event, index): DynamoDBRecord => {
    const item = { ...eventItemOf(event, 1), id: event.paymentId };
    world.dynamo.keep(eventsTable, item);
    return {
      eventID: eventId(event),
      eventName: 'INSERT',
      dynamodb: { SequenceNumber: String(index + 1), NewImage: marshalled(item) as never },
    };
  });
  return { Records };
}

/** The events about webhooks that are recorded, oldest first. */
export const failureEvents = (world: World): readonly RecordedEvent[] =>
  world.dynamo
    .items(eventsTable)
    .map(recordedEventOf)
    .filter(({ type }) => isWebhookFailure(type))
    .sort((one, other) => (one.at < other.at ? -1 : 1));

/** Delivers events once, as one batch. */
export const deliverAll = (world: World, events: readonly RecordedEvent[]) =>
  deliver.with(world.io(30_000), world.overrides)(streamOfEvents(world, events), context);

/** Runs the worker that delivers again what is due. */
export const redeliverAll = (world: World) => redeliver.with(world.io(60_000), world.overrides)({}, context);
