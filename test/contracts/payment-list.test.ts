import { describe, expect, it } from 'vitest';
import { cursorAt, positionIn } from '../../src/contracts/cursor.ts';
import { type AskedList, paymentScope, presentPaymentList, readPaymentList } from '../../src/contracts/payment-list.ts';
import { presentListedPayment, presentPayment } from '../../src/contracts/payments.ts';
import type { ListedPayment, PaymentFilter } from '../../src/domain/payment-list.ts';
import type { Status } from '../../src/domain/status.ts';
import { authorizedPayment, failedPayment, payment, paymentIn } from '../support/payments.ts';
import { refusal } from '../support/refusals.ts';

const asked = (query: Readonly<Record<string, string | readonly string[]>>): AskedList =>
  readPaymentList(new Map(Object.entries(query).map(([name, values]) => [name, [values].flat()])));

const everything: PaymentFilter = { tripId: undefined, method: undefined, status: undefined };
const position = '2026-11-21T11:00:00.123Z#7';

describe('the query of a list', () => {
  it('asks for the first hundred of all if it says nothing', () => {
    expect(asked({})).toEqual({ filter: everything, limit: 100, offset: 0, cursor: undefined });
  });

  it('asks for what it names', () => {
    const query = { trip_id: '7', status: 'SUCCESS', method: 'UPI', limit: '500', offset: '10000' };
    expect(asked(query)).toEqual({
      filter: { tripId: '7', method: 'upi', status: { oneOf: ['completed'], whollyRefunded: false } },
      limit: 500,
      offset: 10_000,
      cursor: undefined,
    });
    expect(asked({ method: 'upi' }).filter.method).toBe('upi');
  });

  it.each([
    ['limit', ['0', '501', '-1', '1.5', '1e2', ' 1', '', '010', 'ten', '999999999999']],
    ['offset', ['-1', '10001', '1.5', '', '00', '0x10', '1e3']],
    ['status', ['Success', 'COMPLETED', 'completed', '', '__proto__', 'constructor', 'SUCCESS,FAILED']],
    ['method', ['GOLD', '', 'Card', '__proto__']],
    ['trip_id', ['', 'a b', 'a'.repeat(65), '../1', '7;']],
    ['page', ['2']],
    ['Status', ['SUCCESS']],
    ['__proto__', ['1']],
  ])('is refused for a wrong %s', (field, values) => {
    for (const value of values) {
      expect(() => readPaymentList(new Map([[field, [value]]])), value).toThrow(refusal('query_invalid', { field }));
    }
  });

  it.each([
    ['status', 'success'],
    ['status', 'pending'],
    ['method', 'upi'],
  ])('takes %s in small letters, too: %s', (name, text) => {
    expect(asked({ [name]: text })).toEqual(asked({ [name]: text.toUpperCase() }));
  });

  it.each(['trip_id', 'status', 'method', 'limit', 'offset', 'cursor'])('is refused if %s stands twice', (field) => {
    expect(() => asked({ [field]: ['1', '1'] })).toThrow(refusal('query_invalid', { field }));
  });

  it('is refused if it has both a cursor and an offset', () => {
    expect(() => asked({ cursor: 'x', offset: '0' })).toThrow(refusal('query_invalid', { field: 'offset' }));
  });

  it.each([
    ['PENDING', 'authorized', 0n],
    ['PENDING', 'processing', 0n],
    ['SUCCESS', 'completed', 0n],
    ['SUCCESS', 'completed', 1n],
    ['REFUNDED', 'completed', 1099n],
    ['FAILED', 'failed', 0n],
    ['FAILED', 'cancelled', 0n],
  ] as const)('means by %s what a payment shows that is %s, with %i refunded', (name, status, refundedMinor) => {
    const matches = ['PENDING', 'SUCCESS', 'REFUNDED', 'FAILED'].filter((each) => {
      const filter = asked({ status: each }).filter.status;
      const refunded = refundedMinor === 1099n;
      return filter?.oneOf.includes(status satisfies Status) && (filter.whollyRefunded ?? refunded) === refunded;
    });
    expect(matches).toEqual([name]);
    expect(presentPayment({ ...paymentIn[status](), refundedMinor })).toMatchObject({ status: name });
  });
});

describe('a cursor', () => {
  const cursor = cursorAt(position, paymentScope(everything), 'key');

  it('leads to its position', () => {
    expect(positionIn(cursor, paymentScope(everything), 'key')).toBe(position);
    expect(cursor).toMatch(/^[A-Za-z0-9_-]+$/);
  });

  it.each([
    ['another stage’s key', cursor, everything, 'another key'],
    ['another trip', cursor, { ...everything, tripId: '7' }, 'key'],
    ['another method', cursor, { ...everything, method: 'upi' }, 'key'],
    ['another status', cursor, { ...everything, status: asked({ status: 'SUCCESS' }).filter.status }, 'key'],
    ['nothing', '', everything, 'key'],
    ['a text', 'next', everything, 'key'],
    ['its seal alone', cursor.slice(0, 21), everything, 'key'],
    ['padding', `${cursor}=`, everything, 'key'],
    ['a character that is none of its own', `${cursor}!`, everything, 'key'],
  ] as const)('is refused with %s', (_what, text, filter, key) => {
    expect(() => positionIn(text, paymentScope(filter), key)).toThrow(refusal('query_invalid', { field: 'cursor' }));
  });

  it('is refused with any one of its characters changed', () => {
    for (let at = 0; at < cursor.length; at++) {
      const changed = `${cursor.slice(0, at)}${cursor[at] === 'A' ? 'B' : 'A'}${cursor.slice(at + 1)}`;
      expect(() => positionIn(changed, paymentScope(everything), 'key'), String(at)).toThrow(refusal('query_invalid'));
    }
  });
});

describe('a page', () => {
  it.each([
    ['paid', payment({ orderId: '1', customerId: 'c', tripId: '7', riderId: '101', driverId: 'd-1' })],
    ['refunded', payment({ refundedMinor: 1099n, refundableMinor: 0n })],
    ['failed', failedPayment()],
    ['authorized', authorizedPayment()],
  ])('shows a payment that is %s as GET does, but for its metadata and its authorization', (_how, whole) => {
    const page = presentPaymentList({ payments: [whole], next: undefined }, asked({}), 'key');
    const { metadata: _, authorized_at: __, ...shown } = presentPayment(whole) as Record<string, unknown>;
    expect(JSON.stringify(page.payments)).toBe(JSON.stringify([shown]));
  });

  it('does not compile with a field that no index holds', () => {
    const listed: ListedPayment = payment();
    // @ts-expect-error A payment of a list has no metadata, so none is shown that GET alone could show.
    const whole = presentPayment(listed);
    expect(presentListedPayment(listed)).not.toHaveProperty('metadata');
    expect(whole).toHaveProperty('metadata');
  });

  it('says how many there are and where the next one begins', () => {
    const query = asked({ status: 'FAILED', limit: '2', offset: '3' });
    const page = presentPaymentList({ payments: [payment(), payment()], next: position }, query, 'key');
    expect(page).toMatchObject({ count: 2, limit: 2, offset: 3, has_more: true });
    expect(positionIn(String(page.next_cursor), paymentScope(query.filter), 'key')).toBe(position);
  });

  it('says that it is the last one', () => {
    expect(presentPaymentList({ payments: [], next: undefined }, asked({}), 'key')).toEqual({
      payments: [],
      count: 0,
      limit: 100,
      offset: 0,
      has_more: false,
      next_cursor: null,
    });
  });
});
