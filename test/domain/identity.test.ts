import { describe, expect, it } from 'vitest';
import {
  fingerprintOf,
  keyUseId,
  paymentIdOfKey,
  paymentIdOfOrder,
  recordIdOfKey,
  refundIdOfKey,
  refundIdOfPayment,
} from '../../src/domain/identity.ts';

describe('the id of a payment follows from what makes it the one payment', () => {
  // Pinned: payments are stored under these. Another value here loses every payment that there is.
  it.each([
    ['an order', () => paymentIdOfOrder('1'), 'd458bf39-abbd-851b-869d-580699aa144b'],
    ['a key', () => paymentIdOfKey('anonymous', 'k1'), 'f4690b42-5f55-8069-a1bc-e9473f437e5e'],
    ['a user’s key', () => recordIdOfKey('user', 'anonymous', 'k1'), 'e63997d3-9098-896a-ad2a-cb727eafe177'],
    ['an order’s key', () => recordIdOfKey('order', 'anonymous', 'k1'), '8d599d01-a805-8cd9-8deb-620d6039fc34'],
    ['a refund’s key', () => refundIdOfKey('p1', 'anonymous', 'k1'), '2e4119b6-af41-8a0c-9387-4c9062b2f945'],
    ['a refund of all', () => refundIdOfPayment('p1'), '761cc709-9690-8746-b526-79b12cdfdf80'],
    ['a use of a key', () => keyUseId('anonymous', 'k1'), 'a20a2321-2ae4-802b-8f67-da36f0296ee0'],
    ['the fields', () => fingerprintOf('1', '1099', 'USD'), 'R6Hku3H5FfZG9pYjXiZQhRCCc9TzOciSkypxI9QmczM'],
  ])('of %s', (_what, id, pinned) => {
    expect(id()).toBe(pinned);
  });

  it('is a UUID of version 8 (RFC 9562)', () => {
    const ids = Array.from({ length: 1000 }, (_, order) => paymentIdOfOrder(String(order)));
    const shape = /^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
    expect(ids.filter((id) => !shape.test(id))).toEqual([]);
    expect(new Set(ids).size).toBe(ids.length);
  });
});

describe('what is not the same has another id', () => {
  it.each([
    ['two callers with one key', () => paymentIdOfKey('ann', 'k'), () => paymentIdOfKey('bob', 'k')],
    ['a caller that ends where the key begins', () => paymentIdOfKey('a', 'bc'), () => paymentIdOfKey('ab', 'c')],
    ['a caller with quotes in its name', () => paymentIdOfKey('a","b', 'c'), () => paymentIdOfKey('a', 'b","c')],
    ['an order and a key of that name', () => paymentIdOfOrder('k'), () => paymentIdOfKey('', 'k')],
    ['a user and an order of one key', () => recordIdOfKey('user', 'a', 'k'), () => recordIdOfKey('order', 'a', 'k')],
    ['fields that are grouped in another way', () => fingerprintOf('a', 'bc'), () => fingerprintOf('ab', 'c')],
    ['a field that is absent and one that is called null', () => fingerprintOf(null), () => fingerprintOf('null')],
    ['a field that is absent and an empty one', () => fingerprintOf('a', null), () => fingerprintOf('a', '')],
    ['an order and itself in capitals', () => paymentIdOfOrder('a'), () => paymentIdOfOrder('A')],
  ])('%s', (_what, one, other) => {
    expect(one()).not.toBe(other());
  });
});
