import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { DynamoDBRecord, DynamoDBStreamEvent } from 'aws-lambda';
import type { Payment } from '../domain/payment.ts';
import type { Batch, Change, Unreadable } from '../projections/change.ts';
import { type Item, unmarshalled } from '../store/item.ts';
import { paymentOf } from '../store/payment-item.ts';

type Image = NonNullable<DynamoDBRecord['dynamodb']>['NewImage'];

/** What the stream of the payments table tells: payments that changed, and what cannot be read. */
export function batchOf({ Records }: DynamoDBStreamEvent): Batch {
  const changes: Change[] = [];
  const unreadable: Unreadable[] = [];
  for (const { dynamodb: record = {}, eventID = '' } of Records) {
    const sequence = record.SequenceNumber ?? '';
    try {
      const after = paymentIn(record.NewImage);
      // Payments are never deleted; only a reset of a sandbox does that.
      if (after === undefined) continue;
      const at = (record.ApproximateCreationDateTime ?? 0) * 1_000;
      changes.push({ sequence, at, before: paymentIn(record.OldImage), after });
    } catch (error) {
      const itemId = record.Keys?.id?.S ?? '';
      unreadable.push({ sequence, recordId: eventID || sequence, itemId, reason: reasonOf(error) });
    }
  }
  return { changes, unreadable };
}

/** Trip holds, and what leads from an order to its imported payment, are items of the table but no payments. */
function paymentIn(image: Image): Payment | undefined {
  if (image === undefined) return undefined;
  const item: Item = unmarshalled(withWholeMaps(image) as Record<string, AttributeValue>);
  const isPointer = 'payment_id' in item || String(item.id).startsWith('trip#');
  return isPointer ? undefined : paymentOf(item);
}

/**
 * DynamoDB Local 3 tells an empty map in a stream as `{}` instead of `{ "M": {} }`
 * (https://github.com/awslabs/amazon-dynamodb-local-samples/issues/37); nothing else can be meant by it.
 */
const withWholeMaps = (image: NonNullable<Image>) =>
  Object.fromEntries(
    Object.entries(image).map(([name, value]) => [name, Object.keys(value).length === 0 ? { M: {} } : value]),
  );

/** Where the item is wrong; never what stands there. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return typeof error;
  const issues = 'issues' in error && Array.isArray(error.issues) ? error.issues : [];
  const paths = issues.map(({ path }: { path?: unknown[] }) => path?.join('.') ?? '');
  return [error.name, ...paths].join(' ');
}
