import { describe, expect, it } from 'vitest';
import { positionIn } from '../../src/contracts/cursor.ts';
import { presentEvent } from '../../src/contracts/event.ts';
import { metricsJson, metricsOf, metricsText } from '../../src/contracts/metrics.ts';
import { presentNotification } from '../../src/contracts/notification.ts';
import { readPaymentRequest } from '../../src/contracts/payment-body.ts';
import { paymentScope, readPaymentList } from '../../src/contracts/payment-list.ts';
import { wantedPayment } from '../../src/contracts/payments.ts';
import { JsonNumber } from '../../src/contracts/strict-json.ts';
import { payment } from '../support/payments.ts';
import { refusal } from '../support/refusals.ts';

describe('the metrics', () => {
  const counters = new Map([
    ['charged#USD', 100n],
    ['charged#JPY', 5n],
    ['charged#KWD', 1n],
    ['payments#failed#card', 1n],
    ['payments#cancelled#card', 2n],
  ]);

  it('stand in an order that does not depend on the order of the counters', () => {
    const forwards = metricsText(metricsOf(counters, 0));
    expect(metricsText(metricsOf(new Map([...counters].reverse()), 0))).toBe(forwards);
    expect(metricsJson(metricsOf(counters, 0))).toMatchObject({
      payments_amount_total: [{ currency: 'JPY' }, { currency: 'KWD' }, { currency: 'USD' }],
      payments_total: [{ status: 'FAILED', method: 'CARD', value: 3 }],
    });
  });

  it('have no braces where they have no labels', () => {
    expect(metricsText(metricsOf(counters, 7))).toContain('\nnotifications_dead_letters 7\n');
  });
});

describe('a notification is dated by what it tells of', () => {
  const [settledAt, closedAt] = ['2026-11-21T12:00:00.000Z', '2026-11-21T13:00:00.000Z'];

  it.each([
    ['payment.completed', settledAt],
    ['payment.failed', settledAt],
    ['payment.captured', closedAt],
    ['payment.cancelled', closedAt],
  ] as const)('%s at %s', (kind, at) => {
    const told = { payment: payment({ settledAt, closedAt }), refund: undefined };
    const event = { id: 'e1', kind, subject: '0', isQuiet: false, ...told };
    expect(JSON.parse(presentNotification(presentEvent(event)))).toMatchObject({ type: kind, created_at: at });
  });
});

describe('an id of 64 characters is the longest', () => {
  const asker = { caller: 'anonymous', key: 'k1', newId: () => 'none' };
  const orderOf = (id: JsonNumber) =>
    wantedPayment(readPaymentRequest({ amount: '1', order_id: id }), asker).fields.orderId;

  it('as a number', () => {
    expect(orderOf(new JsonNumber('1'.repeat(64)))).toHaveLength(64);
    expect(() => orderOf(new JsonNumber('1'.repeat(65)))).toThrow(refusal('id_invalid'));
  });

  it('in the query of a list', () => {
    const tripOf = (id: string) => readPaymentList(new Map([['trip_id', [id]]])).filter.tripId;
    expect(tripOf('a'.repeat(64))).toHaveLength(64);
    expect(() => tripOf('a'.repeat(65))).toThrow(refusal('query_invalid'));
  });
});

it('a payment keeps that it was to be the only one of its order', () => {
  const request = readPaymentRequest({ amount: '1', order_id: 'o1', one_payment_per_order: true });
  const { fields } = wantedPayment(request, { caller: 'anonymous', key: 'k1', newId: () => 'none' });
  expect(fields).toMatchObject({ onePaymentPerOrder: true, addedFields: { one_payment_per_order: 'true' } });
});

it('a cursor that was not given out for this list is refused as such', () => {
  const all = { tripId: undefined, method: undefined, status: undefined };
  expect(() => positionIn('x', paymentScope(all), 'key')).toThrow(/not the next_cursor of a list with these filters/);
});
