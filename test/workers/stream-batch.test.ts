import { describe, expect, it } from 'vitest';
import { paymentStream } from '../../src/lambda/stream-batch.ts';
import { payment } from '../support/payments.ts';
import { paymentRecord, record, refund, refundsOf, streamOf, wholeItem } from '../support/stream.ts';

const { id } = payment();

describe('stream batches', () => {
  it('a batch has the old and new images of payments', () => {
    const dear = { ...payment().amount, minor: 9_999_999_999_999_999n };
    const before = payment({ amount: dear, refundableMinor: dear.minor });
    const after = { ...before, refunds: refundsOf(refund({ amountMinor: 9_007_199_254_740_993n })) };
    const { changes, unreadable } = paymentStream.read(
      streamOf(paymentRecord(before, after, { sequence: '7', at: 5_000 })),
    );
    expect(changes).toEqual([{ sequence: '7', at: 5_000, before, after }]);
    expect(unreadable).toEqual([]);
  });

  it('an empty map as DynamoDB Local 3 writes it is read as an empty map', () => {
    const record = paymentRecord(undefined, payment());
    const NewImage = { ...record.dynamodb?.NewImage, refunds: {} as never };
    const { changes, unreadable } = paymentStream.read(
      streamOf({ ...record, dynamodb: { ...record.dynamodb, NewImage } }),
    );
    expect([changes.map(({ after }) => after), unreadable]).toEqual([[payment()], []]);
  });

  it('items that are no payments and deleted items are skipped', () => {
    const records = [
      record(undefined, { id: 'trip#7', payment_id: id }),
      record(undefined, { id: 'f4690b42', payment_id: '1' }),
      record(wholeItem(payment()), undefined),
    ];
    expect(paymentStream.read(streamOf(...records))).toEqual({ changes: [], unreadable: [] });
  });

  it('reads records without the members that are optional in the types of a stream', () => {
    const { dynamodb } = paymentRecord(undefined, payment());
    const NewImage = { ...dynamodb?.NewImage, status: { S: 'none' } };
    const { changes, unreadable } = paymentStream.read(
      streamOf({}, { dynamodb: { NewImage } }, { dynamodb: { NewImage: dynamodb?.NewImage ?? {} } }),
    );
    expect(changes).toMatchObject([{ sequence: '', at: 0, before: undefined }]);
    expect(unreadable).toEqual([{ sequence: '', recordId: '', itemId: '', reason: '$ZodError status' }]);
  });

  it('a payment whose old image is unreadable is read as one that is new', () => {
    const broken = { ...wholeItem(payment()), status: 'paid' };
    const { changes, unreadable } = paymentStream.read(streamOf(record(broken, wholeItem(payment()))));
    expect([changes.map(({ before }) => before), changes.map(({ after }) => after)]).toEqual([
      [undefined],
      [payment()],
    ]);
    expect(unreadable).toEqual([]);
  });

  it.each([
    ['a status that is none', { status: 'paid-secret' }, '\\$ZodError status'],
    ['no amount', { amount_minor: undefined }, '\\$ZodError amount_minor'],
    ['a currency that is none', { currency: 'XXX' }, '\\$ZodError currency'],
    ['a refund that is none', { refunds: { r1: { status: 'completed' } } }, /^\$ZodError refunds\.r1\./],
  ])('a payment with %s is unreadable, and the reason has names but no values', (_what, but, reason) => {
    const bad = record(wholeItem(payment()), { ...wholeItem(payment()), ...but });
    const { changes, unreadable } = paymentStream.read(streamOf(paymentRecord(undefined, payment()), bad));
    expect(changes).toHaveLength(1);
    expect(unreadable).toEqual([
      {
        sequence: bad.dynamodb?.SequenceNumber,
        recordId: bad.eventID,
        itemId: id,
        reason: expect.stringMatching(reason),
      },
    ]);
  });
});
