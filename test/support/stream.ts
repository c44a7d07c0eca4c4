import { marshall } from '@aws-sdk/util-dynamodb';
import type { DynamoDBRecord, DynamoDBStreamEvent } from 'aws-lambda';
import type { Payment, Refund } from '../../src/domain/payment.ts';
import type { Change } from '../../src/projections/change.ts';
import type { Item } from '../../src/store/item.ts';
import { itemOf } from '../../src/store/payment-item.ts';
import { refundItemOf } from '../../src/store/refund-item.ts';

let records = 0;

/** A refund of one dollar that was settled, except for what a test says of it. */
export const refund = (but: Partial<Refund> = {}): Refund => ({
  id: 'r1',
  status: 'completed',
  amountMinor: 100n,
  fingerprint: 'refund',
  reason: undefined,
  createdAt: '2026-11-21T11:30:00.000Z',
  lease: undefined,
  answeredAs: undefined,
  reversedAt: undefined,
  attempt: 0,
  keySince: undefined,
  settledBy: 'owner',
  settledAt: '2026-11-21T11:30:01.000Z',
  refundedAfterMinor: 100n,
  refundableAfterMinor: 999n,
  ...but,
});

export const refundsOf = (...all: readonly Refund[]) => Object.fromEntries(all.map((one) => [one.id, one]));

export const changeOf = (before: Payment | undefined, after: Payment, but: Partial<Change> = {}): Change => ({
  sequence: String(++records),
  at: Date.parse('2026-11-21T12:00:00Z'),
  before,
  after,
  ...but,
});

/** A payment's item whole, with its refunds, as src/store leaves it. */
export const wholeItem = (payment: Payment): Item => ({
  ...itemOf(payment),
  refunds: Object.fromEntries(Object.values(payment.refunds).map((one) => [one.id, wholeRefund(one)])),
});

const wholeRefund = (one: Refund): Item => ({
  ...refundItemOf(one),
  settled_by: one.settledBy,
  settled_at: one.settledAt,
  refunded_after: one.refundedAfterMinor,
  refundable_after: one.refundableAfterMinor,
});

/** A record of the stream, of items as they are kept. */
export function record(before: Item | undefined, after: Item | undefined, but: Partial<Change> = {}): DynamoDBRecord {
  const image = (item: Item) => marshall(item, { removeUndefinedValues: true }) as never;
  const number = String(++records);
  return {
    eventID: `event-${number}`,
    eventName: before === undefined ? 'INSERT' : after === undefined ? 'REMOVE' : 'MODIFY',
    eventSource: 'aws:dynamodb',
    dynamodb: {
      ApproximateCreationDateTime: (but.at ?? Date.parse('2026-11-21T12:00:00Z')) / 1_000,
      Keys: { id: { S: String((after ?? before)?.id) } },
      SequenceNumber: but.sequence ?? number,
      StreamViewType: 'NEW_AND_OLD_IMAGES',
      ...(before === undefined ? {} : { OldImage: image(before) }),
      ...(after === undefined ? {} : { NewImage: image(after) }),
    },
  };
}

export const paymentRecord = (before: Payment | undefined, after: Payment, but: Partial<Change> = {}) =>
  record(before && wholeItem(before), wholeItem(after), but);

export const streamOf = (...Records: DynamoDBRecord[]): DynamoDBStreamEvent => ({ Records });
