import { describe, expect, it } from 'vitest';
import type { PaymentJson } from '../../console/api-types.ts';
import { parseExact } from '../../console/exact-json.ts';
import { moneyOf, paymentStatus, possibleActions } from '../../console/payment-state.ts';
import { codeText, distanceText, shortId, spanText } from '../../console/text.ts';

const paid: PaymentJson = {
  payment_id: 'p1',
  order_id: null,
  trip_id: null,
  rider_id: null,
  driver_id: null,
  customer_id: null,
  amount: '25.00',
  currency: 'EUR',
  method: 'CARD',
  status: 'SUCCESS',
  reference: 'PAY-1',
  refunded_amount: '0.00',
  refundable_amount: '25.00',
  metadata: {},
  created_at: '2026-11-28T10:00:00.000Z',
  settled_at: '2026-11-28T10:00:00.250Z',
};
const at = '2026-11-28T10:00:00.250Z';
const dispute = {
  dispute_id: 'd',
  status: 'open',
  amount: '10.00',
  currency: 'EUR',
  reason: null,
  evidence_due_by: null,
  opened_at: at,
  closed_at: null,
} as const;

describe('the status of a payment', () => {
  it.each([
    [{}, 'Paid', ['refund']],
    [{ refunded_amount: '5.00', refundable_amount: '20.00' }, 'Partly refunded', ['refund']],
    [{ status: 'REFUNDED', refunded_amount: '25.00', refundable_amount: '0.00' }, 'Refunded', []],
    [{ status: 'FAILED', failure_code: 'card_declined' }, 'Failed', []],
    [{ status: 'FAILED', cancelled_at: at }, 'Cancelled', []],
    [{ status: 'PENDING' }, 'Pending', []],
    [{ status: 'PENDING', authorized_at: at }, 'Authorized', ['capture', 'cancel']],
    [{ status: 'PENDING', next_action: { type: 'in_app' } }, 'Customer must act', ['cancel']],
  ] as const)('%j is called %s, and may be followed by %j', (change, word, actions) => {
    const payment: PaymentJson = { ...paid, ...change };
    expect(paymentStatus(payment).word).toBe(word);
    expect(possibleActions(payment)).toEqual(actions);
  });
});

describe('the money of a payment', () => {
  it.each([
    [{}, { captured: '25.00', disputed: '0.00' }],
    [{ captured_amount: '10.00' }, { captured: '10.00', isPartlyCaptured: true }],
    [{ status: 'PENDING' }, { captured: '0.00' }],
    [{ disputes: [dispute, { ...dispute, status: 'won' }] }, { disputed: '10.00' }],
    [{ disputes: [dispute, { ...dispute, currency: 'USD' }] }, { disputed: '10.00' }],
    [{ amount: '2500', refunded_amount: '0', refundable_amount: '2500', currency: 'JPY' }, { disputed: '0' }],
  ] as const)('of %j it is %j', (change, money) => {
    expect(moneyOf({ ...paid, ...change } as PaymentJson)).toMatchObject(money);
  });
});

describe('answers as the console reads them', () => {
  it('amounts and ids keep the digits that were sent', () => {
    expect(parseExact('{"amount": 25.00, "order_id": 9007199254740993, "count": 2, "value": 0.10}')).toEqual({
      amount: '25.00',
      order_id: '9007199254740993',
      count: 2,
      value: '0.10',
    });
  });

  it.each([
    [0, '0 ms'],
    [59_999, '59 s'],
    [3_600_000, '1 h'],
    [93_784_000, '1 d 2 h'],
  ])('a span of %i ms is shown as %s', (ms, text) => expect(spanText(ms)).toBe(text));

  it('a deadline is ahead, and later it was', () => {
    const now = Date.parse('2026-11-28T10:00:00Z');
    expect(distanceText('2026-12-01T12:00:00Z', now)).toBe('in 3 d 2 h');
    expect(distanceText('2026-11-28T09:58:00Z', now)).toBe('2 min ago');
  });

  it('long ids are shown by their ends, and codes as words', () => {
    expect([shortId('350'), shortId('a75020e4-8a7e-8f54-92dd-066ee776cc26')]).toEqual(['350', 'a75020e4…cc26']);
    expect(codeText('insufficient_funds')).toBe('Insufficient funds');
  });
});
