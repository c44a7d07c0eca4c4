import { marshall } from '@aws-sdk/util-dynamodb';
import type { DynamoDBRecord, DynamoDBStreamEvent } from 'aws-lambda';
import type { Payment } from '../../src/domain/payment.ts';
import type {
  CompletedRefund,
  FailedRefund,
  PendingRefund,
  ProcessingRefund,
  Refund,
  RefundIn,
} from '../../src/domain/refund-states.ts';
import type { RefundStatus } from '../../src/domain/status.ts';
import type { Change } from '../../src/projections/change.ts';
import type { Item } from '../../src/store/item.ts';
import { itemOf } from '../../src/store/payment-item.ts';
import { settledRefundItemOf } from '../../src/store/refund-item.ts';

let records = 0;

/** A refund of one dollar that somebody is at work on, except for what a test says of it. */
export const processingRefund = (but: Partial<ProcessingRefund> = {}): ProcessingRefund => ({
  id: 'r1',
  status: 'processing',
  amountMinor: 100n,
  fingerprint: 'refund',
  reason: undefined,
  createdAt: '2026-11-21T11:30:00.000Z',
  attempt: 0,
  lease: { owner: 'owner', until: 0 },
  keySince: undefined,
  ...but,
});

const answered = {
  lease: undefined,
  keySince: undefined,
  settledBy: 'owner',
  refundedAfterMinor: 100n,
  refundableAfterMinor: 999n,
} as const;
const settled = { ...answered, answeredAs: undefined, settledAt: '2026-11-21T11:30:01.000Z' } as const;

/** The same that completed. */
export const refund = (but: Partial<CompletedRefund> = {}): CompletedRefund => ({
  ...processingRefund(),
  ...settled,
  status: 'completed',
  ...but,
});

/** The same that its processor works on. */
export const pendingRefund = (but: Partial<PendingRefund> = {}): PendingRefund => ({
  ...processingRefund(),
  ...answered,
  status: 'pending',
  ...but,
});

/** The same that was declined. */
export const failedRefund = (but: Partial<FailedRefund> = {}): FailedRefund => ({
  ...processingRefund(),
  ...settled,
  status: 'failed',
  refundedAfterMinor: 0n,
  refundableAfterMinor: 1099n,
  ...but,
});

/** The same that completed, and came back later. */
export const reversedRefund = (but: Partial<RefundIn<'reversed'>> = {}): RefundIn<'reversed'> => ({
  ...processingRefund(),
  ...settled,
  status: 'reversed',
  reversedAt: '2026-11-24T11:30:00.000Z',
  ...but,
});

/** A refund in each state. */
export const refundIn: Readonly<Record<RefundStatus, () => Refund>> = {
  processing: processingRefund,
  pending: pendingRefund,
  completed: refund,
  failed: failedRefund,
  reversed: reversedRefund,
};

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
  refunds: Object.fromEntries(Object.values(payment.refunds).map((one) => [one.id, settledRefundItemOf(one)])),
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
