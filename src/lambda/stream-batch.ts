import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { DynamoDBRecord, DynamoDBStreamEvent } from 'aws-lambda';
import type { Payment } from '../domain/payment.ts';
import type { Batch, Change, Unreadable } from '../projections/change.ts';
import { writerOf } from '../projections/written.ts';
import { type Item, unmarshalled } from '../store/item.ts';
import { paymentOf } from '../store/payment-item.ts';
import type { StreamSource } from './stream-worker.ts';
import { reasonOf } from './unreadable.ts';

type Image = NonNullable<DynamoDBRecord['dynamodb']>['NewImage'];

/** The stream of the payments table. */
export const paymentStream: StreamSource<Batch> = {
  read: batchOf,
  figures: ({ changes }) => ({ payments: changes.length }),
  writes: ({ changes }) => changes.map((change) => ({ by: writerOf(change), paymentId: change.after.id })),
};

/** Reads a batch of the payments stream into changed payments and unreadable records. */
function batchOf({ Records }: DynamoDBStreamEvent): Batch {
  const changes: Change[] = [];
  const unreadable: Unreadable[] = [];
  for (const { dynamodb: record = {}, eventID = '' } of Records) {
    const sequence = record.SequenceNumber ?? '';
    try {
      const after = paymentIn(record.NewImage);
      // Only a reset of a sandbox deletes payments.
      if (after === undefined) continue;
      const at = millisecondsOf(record.ApproximateCreationDateTime);
      changes.push({ sequence, at, before: earlierPayment(record.OldImage), after });
    } catch (error) {
      const itemId = record.Keys?.id?.S ?? '';
      unreadable.push({ sequence, recordId: eventID || sequence, itemId, reason: reasonOf(error) });
    }
  }
  return { changes, unreadable };
}

/**
 * Undefined, as for a new payment, if it cannot be read: the record that brought it was parked, and its events come with this one.
 * Those that were recorded before are put only if absent.
 */
function earlierPayment(image: Image): Payment | undefined {
  try {
    return paymentIn(image);
  } catch {
    return undefined;
  }
}

/** Lambda gives seconds. The AWS CLI, with which dead letters are read again, gives ISO 8601. */
const millisecondsOf = (instant: unknown): number =>
  typeof instant === 'string' ? Date.parse(instant) : Number(instant ?? 0) * 1_000;

/** Undefined for items that are not payments: trip holds, and pointers from an order to its imported payment. */
function paymentIn(image: Image): Payment | undefined {
  if (image === undefined) return undefined;
  const item: Item = unmarshalled(withWholeMaps(image) as Record<string, AttributeValue>);
  const isPointer = 'payment_id' in item || String(item.id).startsWith('trip#');
  return isPointer ? undefined : paymentOf(item);
}

/**
 * DynamoDB Local 3 writes an empty map to the stream as `{}` instead of `{ "M": {} }`
 * (https://github.com/awslabs/amazon-dynamodb-local-samples/issues/37). No other value looks like that.
 */
const withWholeMaps = (image: NonNullable<Image>) =>
  Object.fromEntries(
    Object.entries(image).map(([name, value]) => [name, Object.keys(value).length === 0 ? { M: {} } : value]),
  );
