import type { StreamRecord } from '../../hermetic/events/streams-api.ts';
import type { EventSourceDefinition } from '../../hermetic/template/app-definition.ts';

export const sourceOf = (more: Partial<EventSourceDefinition> = {}): EventSourceDefinition => ({
  logicalId: 'Source',
  tableName: 'orders',
  streamArn: 'arn:aws:dynamodb:us-east-1:000000000000:table/orders/stream/1',
  functionLogicalId: 'follow',
  functionName: 'shop-local-follow',
  batchSize: 3,
  windowMs: 0,
  maxRetries: 2,
  maxAgeMs: Number.POSITIVE_INFINITY,
  bisects: false,
  reportsFailures: true,
  onFailure: 'arn:aws:sqs:us-east-1:000000000000:dead-letters',
  ...more,
});

/** Records numbered from `first`, one second apart. */
export const recordsOf = (count: number, first = 1): StreamRecord[] =>
  Array.from({ length: count }, (_, index) => ({
    eventID: `event-${first + index}`,
    eventName: 'INSERT',
    dynamodb: { SequenceNumber: String(first + index), ApproximateCreationDateTime: first + index, Keys: {} },
  }));

export const numbersOf = (records: readonly StreamRecord[]): string =>
  records.map(({ dynamodb }) => dynamodb.SequenceNumber).join(' ');
