import { describe, expect, it } from 'vitest';
import { presentCreatedCustomerPayment, presentProcessedPayment } from '../../src/contracts/customers.ts';
import { checkedKey, keyInHeader, storedKey } from '../../src/contracts/idempotency-key.ts';
import { presentKey, readKeyQuery } from '../../src/contracts/idempotency-keys.ts';
import { keyLine, keyOfWholeLine, keysIn } from '../../src/contracts/key-list.ts';
import { presentCreatedOrderPayment, presentOrderPayment } from '../../src/contracts/orders.ts';
import { paymentForm } from '../../src/contracts/payment-form.ts';
import { presentCreatedPayment, presentPayment } from '../../src/contracts/payments.ts';
import { presentRefund, wantedRefund } from '../../src/contracts/refunds.ts';
import { presentCharge, readTripCharge, tripPayment } from '../../src/contracts/rides.ts';
import { presentRequestedPayment } from '../../src/contracts/services.ts';
import { readMoney } from '../../src/domain/money.ts';
import { refundFingerprint } from '../../src/domain/refund.ts';
import { failedPayment, payment, pendingPayment } from '../support/payments.ts';
import { failedRefund, refund as settledRefund } from '../support/stream.ts';

const json = (value: unknown) => JSON.parse(JSON.stringify(value));
const declined = failedPayment();
const late = '2026-11-21T13:00:00.000Z';

describe('the answer to a refund', () => {
  const refund = settledRefund({ amountMinor: 500n, refundedAfterMinor: 500n, refundableAfterMinor: 599n });

  it('shows the figures of the moment when it was settled', () => {
    expect(json(presentRefund(payment({ id: '7' }), refund))).toEqual({
      refund_id: 'r1',
      payment_id: 7,
      refund_amount: 5,
      refunded_amount: 5,
      refundable_amount: 5.99,
      currency: 'USD',
      status: 'SUCCESS',
      refund_status: 'SUCCESS',
      reason: null,
      created_at: '2026-11-21T11:30:00.000Z',
    });
  });

  it('is REFUNDED once all of the money went back', () => {
    expect(json(presentRefund(payment(), { ...refund, refundedAfterMinor: 1_099n }))).toMatchObject({
      status: 'REFUNDED',
    });
  });

  it('repeats the reason', () => {
    expect(json(presentRefund(payment(), { ...refund, reason: 'late' }))).toMatchObject({ reason: 'late' });
  });

  it('says that a refund was declined, and that the payment is still paid', () => {
    const failed = failedRefund({ refundedAfterMinor: undefined, refundableAfterMinor: undefined });
    expect(json(presentRefund(payment(), failed))).toMatchObject({
      status: 'SUCCESS',
      refund_status: 'FAILED',
      refunded_amount: 0,
      refundable_amount: 0,
      failure_code: 'refund_declined',
      error: 'The refund was declined.',
    });
  });
});

describe('a refund that is asked for', () => {
  const asker = { caller: 'c', newId: () => 'new' };

  it('can be repeated by its key, and without one is new each time', () => {
    const [keyed, keyless] = [
      wantedRefund({}, 'p1', { ...asker, key: 'k' }),
      wantedRefund({}, 'p1', { ...asker, key: undefined }),
    ];
    expect([keyed.repeatable, keyless.repeatable]).toEqual([true, false]);
    expect(keyless.id).toBe('new');
    expect(keyed.id).not.toBe('new');
  });

  it('is the same however its amount is written', () => {
    const { fingerprint, amount } = wantedRefund({ amount: '5.00' }, 'p1', { ...asker, key: 'k' });
    expect([fingerprint, amount]).toEqual([refundFingerprint({ amount: '5' }), '5.00']);
  });
});

describe('the charge of a trip', () => {
  const charge = readTripCharge({ trip_id: 't1', method: 'CARD', rider_id: 'r1', driver_id: 'd1' });
  const fare = readMoney('9.00');

  it('is a payment of the trip, whose key is its identity', () => {
    const { id, identity, fields } = tripPayment(charge, 'p1', fare);
    expect({ id, identity, fields }).toMatchObject({
      id: 'p1',
      identity: 'key',
      fields: { amount: fare, method: 'card', tripId: 't1', riderId: 'r1', driverId: 'd1', orderId: undefined },
    });
  });

  it.each([
    ['Payment success', payment()],
    ['Payment failed', declined],
    ['Payment pending', pendingPayment()],
  ])('answers %s: %#', (message, of) => {
    expect(json(presentCharge(of))).toMatchObject({ message });
  });
});

describe('a payment that waits for its processor is shown as pending, in every contract', () => {
  it.each<[string, () => unknown, string]>([
    ['payments', () => presentCreatedPayment(pendingPayment()), 'PENDING'],
    ['orders', () => presentCreatedOrderPayment(pendingPayment()), 'PENDING'],
    ['services', () => presentRequestedPayment(pendingPayment()), 'PENDING'],
    ['customers', () => presentCreatedCustomerPayment(pendingPayment()), 'processing'],
  ])('%s', (_contract, answer, status) => {
    expect(json(answer())).toMatchObject({ status });
  });
});

describe('the payment of an order', () => {
  it('is shown to the second, with null for no order', () => {
    expect(json(presentOrderPayment(payment({ id: '7' })))).toEqual({
      id: 7,
      order_id: null,
      amount: 10.99,
      status: 'COMPLETED',
      timestamp: '2026-11-21T11:00:00Z',
    });
  });

  it('that failed says why', () => {
    expect(json(presentCreatedOrderPayment(declined))).toMatchObject({
      status: 'FAILED',
      failure_code: 'card_declined',
      error: 'The card was declined.',
    });
    expect(json(presentCreatedOrderPayment(payment()))).not.toHaveProperty('failure_code');
  });
});

describe('a payment shows the moments that it has, and no others', () => {
  const none = { authorizedAt: undefined, capturedAt: undefined, cancelledAt: undefined, settledAt: undefined };
  const shown = (moments: object) => paymentForm(payment(), 'SUCCESS', { ...payment(), ...none, ...moments });

  it.each([
    ['authorizedAt', 'authorized_at'],
    ['capturedAt', 'captured_at'],
    ['cancelledAt', 'cancelled_at'],
  ])('%s as %s', (moment, field) => {
    expect(shown({ [moment]: late })).toHaveProperty(field, late);
    expect(Object.keys(shown({}))).not.toContain(field);
  });

  it('but null for a payment that did not settle', () => {
    expect(shown({})).toHaveProperty('settled_at', null);
  });
});

describe('a payment that was moved on', () => {
  it.each([
    [late, undefined, 'The payment is captured.', late],
    [undefined, undefined, 'The payment is captured.', '2026-11-21T11:00:01.456Z'],
    [late, 'completed', 'The payment is captured.', late],
    [late, 'failed', 'The refund was declined.', late],
    [undefined, 'pending', 'The refund is on its way.', '2026-11-21T11:00:01.456Z'],
    [late, 'reversed', 'The refund came back; send a new key to refund again.', late],
  ] as const)('at %s, its refund is %s: %s', (at, refundStatus, message, processedAt) => {
    expect(presentProcessedPayment(payment(), { at, refundStatus })).toEqual({
      payment_id: payment().id,
      status: 'captured',
      message,
      processed_at: processedAt,
    });
  });

  it.each([
    ['reversed', 'The payment is refunded.'],
    ['failed', 'The refund was declined.'],
  ] as const)('is refunded by another refund than its own, which is %s: %s', (refundStatus, message) => {
    const refunded = payment({ refundedMinor: payment().amount.minor });
    const shown = presentProcessedPayment(refunded, { at: late, refundStatus });
    expect(shown).toMatchObject({ status: 'refunded', message });
  });
});

describe('the keys in a header', () => {
  it.each<[string, readonly string[] | undefined]>([
    ['a', ['a']],
    [' a ', ['a']],
    ['a, b', ['a', 'b']],
    ['a,', ['a', '']],
    ['', ['']],
    ['"a,b"', ['a,b']],
    ['"a" , "b"', ['a', 'b']],
    ['"a\\"b\\\\c"', ['a"b\\c']],
    ['"a" b', undefined],
    ['"a', undefined],
    ['a, "b', undefined],
    ['"a\\b"', undefined],
  ])('%j are %j', (line, keys) => {
    expect(keysIn(line)).toEqual(keys);
  });

  it.each([
    ['a', 'a'],
    ['a b', 'a b'],
    ['a"b', 'a"b'],
    ['"a', '"\\"a"'],
    ['a,b', '"a,b"'],
    ['a,\\"b', '"a,\\\\\\"b"'],
  ])('the line for the key %j is %j, and reads back as the key', (key, line) => {
    expect(keyLine(key)).toBe(line);
    expect(keysIn(line)).toEqual([key]);
  });

  it.each([
    ['5,5', '5,5'],
    ['  5,5  ', '5,5'],
    ['"5,5"', '5,5'],
    ['  "5,5"  ', '5,5'],
    ['"a\\"b\\\\"', 'a"b\\'],
    ['a "b"', 'a "b"'],
    ['"b" c', '"b" c'],
    ['""', ''],
  ])('earlier versions took the line %j for the key %j', (line, key) => {
    expect(keyOfWholeLine(line)).toBe(key);
  });

  it.each<[readonly string[], unknown]>([
    [[], undefined],
    [['a'], { key: 'a' }],
    [['a', 'a'], { key: 'a' }],
    [['a', '"a"'], { key: 'a' }],
    [['a, a'], { key: 'a', joined: 'a, a' }],
  ])('%j are one key: %j', (lines, key) => {
    expect(keyInHeader(lines)).toEqual(key);
  });

  it('a key of 255 characters is the longest', () => {
    expect(checkedKey('k'.repeat(255), 'f')).toHaveLength(255);
    expect(() => checkedKey('k'.repeat(256), 'f')).toThrow();
  });

  it('only a joined key is looked for under what earlier versions made of it', async () => {
    const asked: string[] = [];
    const isUsed = async (key: string) => asked.push(key) > 0 && key === '5,5';
    expect(await storedKey(undefined, isUsed)).toBeUndefined();
    expect(await storedKey({ key: 'a' }, isUsed)).toBe('a');
    expect(asked).toEqual([]);
    expect(await storedKey({ key: '5', joined: '5,5' }, isUsed)).toBe('5,5');
    expect(await storedKey({ key: '6', joined: '6,6' }, isUsed)).toBe('6');
    expect(asked).toEqual(['5,5', '6,6']);
  });
});

describe('the look-up of a key', () => {
  it.each<[Readonly<Record<string, readonly string[]>>, string | undefined]>([
    [{}, undefined],
    [{ payment_id: ['p-1'] }, 'p-1'],
  ])('by the query %j asks for payment %s', (query, id) => {
    expect(readKeyQuery(new Map(Object.entries(query)))).toBe(id);
  });

  it('shows the ids that are known, and null for no payment', () => {
    const bare = presentKey('k', { status: 'never_seen' });
    expect(Object.keys(bare as object)).toEqual(['key', 'status', 'payment']);
    expect(json(bare)).toEqual({ key: 'k', status: 'never_seen', payment: null });
    const ids = { paymentId: '1', refundId: 'r', orderId: '2', userId: '3' };
    expect(json(presentKey('k', { status: 'succeeded', payment: payment(), ...ids }))).toEqual({
      key: 'k',
      status: 'succeeded',
      payment_id: 1,
      refund_id: 'r',
      order_id: 2,
      user_id: 3,
      payment: json(presentPayment(payment())),
    });
  });
});
