import { marshall } from '@aws-sdk/util-dynamodb';
import type { DynamoDBRecord } from 'aws-lambda';
import { describe, expect, it } from 'vitest';
import type { RecordedEvent } from '../../src/domain/recorded-event.ts';
import { type EventBatch, eventStream } from '../../src/lambda/event-batch.ts';
import { streamWorker } from '../../src/lambda/stream-worker.ts';
import { eventItemOf } from '../../src/store/event-item.ts';
import type { Item } from '../../src/store/item.ts';
import { context } from '../support/event.ts';
import { recordedEvent } from '../support/recorded-events.ts';
import { World } from '../support/world.ts';

const inserted = (item: Item, sequence: string): DynamoDBRecord => ({
  eventID: `record-${sequence}`,
  eventName: 'INSERT',
  dynamodb: {
    SequenceNumber: sequence,
    Keys: { id: { S: String(item.id) }, sort: { S: String(item.sort) } },
    NewImage: marshall(item, { removeUndefinedValues: true }) as never,
  },
});
const recordOf = (event: RecordedEvent, sequence: string) => inserted(eventItemOf(event, 1), sequence);

describe('the stream of events', () => {
  it.each([
    recordedEvent(),
    recordedEvent({ quiet: true }),
    recordedEvent({ type: 'refund.completed', subject: 'r1' }),
  ])('gives the event back as it was recorded: %j', (event) => {
    const { events, unreadable } = eventStream.read({ Records: [recordOf(event, '7')] });
    expect({ events, unreadable }).toEqual({ events: [{ sequence: '7', event }], unreadable: [] });
  });

  it('has nothing of events that a reset of a sandbox deletes', () => {
    const { NewImage: _gone, ...dynamodb } = recordOf(recordedEvent(), '1').dynamodb ?? {};
    const { events } = eventStream.read({ Records: [{ eventName: 'REMOVE', dynamodb }] });
    expect(events).toEqual([]);
  });

  it('names an unreadable record without its values, and reads those behind it', () => {
    const bad = inserted({ id: 'p1', sort: 'payment.completed#0', type: 'payment.completed', at: 5, body: '{}' }, '1');
    const { events, unreadable } = eventStream.read({ Records: [bad, recordOf(recordedEvent(), '2')] });
    expect(events.map(({ sequence }) => sequence)).toEqual(['2']);
    expect(unreadable).toEqual([
      { sequence: '1', recordId: 'record-1', itemId: 'p1 payment.completed#0', reason: '$ZodError at' },
    ]);
  });

  it('reads records without the members that are optional in the types of a stream', () => {
    const item = { id: 'p1', sort: 'payment.completed#0', type: 'payment.completed', at: 5, body: '{}' };
    const bare: DynamoDBRecord = { eventName: 'INSERT', dynamodb: { NewImage: marshall(item) as never } };
    const { events, unreadable } = eventStream.read({ Records: [{ eventName: 'INSERT' }, bare] });
    expect(events).toEqual([]);
    expect(unreadable).toEqual([{ sequence: '', recordId: '', itemId: ' ', reason: '$ZodError at' }]);
  });

  it('is served by a worker, which may ask for a record again', async () => {
    const seen: EventBatch[] = [];
    const handler = streamWorker(eventStream, {}, async (batch) => {
      seen.push(batch);
      return { retryFrom: batch.events[1]?.sequence, metrics: {} };
    });
    const Records = [recordOf(recordedEvent(), '1'), recordOf(recordedEvent({ subject: '1' }), '2')];
    const answer = await handler.with(new World().io())({ Records }, context);
    expect(answer).toEqual({ batchItemFailures: [{ itemIdentifier: '2' }] });
    expect(seen[0]?.events).toHaveLength(2);
  });
});
