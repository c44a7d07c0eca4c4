import { describe, expect, it } from 'vitest';
import { emptyFilter, hashOf, routeOf } from '../../console/route.ts';
import { dayAfter, filterQuery, listSearches, maySearch, searchTerm } from '../../console/search.ts';

describe('the search of the console', () => {
  it.each([
    ['', undefined],
    ['  ', undefined],
    ['order:', undefined],
    ['42', { field: undefined, value: '42' }],
    [' order:42 ', { field: 'order', value: '42' }],
    ['ORDER_ID: 42', { field: 'order', value: '42' }],
    ['key:my key', { field: 'key', value: 'my key' }],
    ['41:payment.failed:0', { field: undefined, value: '41:payment.failed:0' }],
    ['urn:x', { field: undefined, value: 'urn:x' }],
  ])('%j looks for %j', (text, term) => expect(searchTerm(text)).toEqual(term));

  it.each([
    ['42', [{ order_id: '42' }, { trip_id: '42' }, { customer_id: '42' }, { reference: '42' }]],
    ['trip:42', [{ trip_id: '42' }]],
    ['PAY/1.2', [{ reference: 'PAY/1.2' }]],
    // The API refuses references with blanks or other letters than those of ASCII.
    ['a b', []],
    ['Müller', []],
    ['key:a', []],
  ])('%j is looked for in %j', (text, lists) => {
    expect(listSearches(searchTerm(text) ?? { field: undefined, value: '' })).toEqual(lists);
  });

  it.each([
    ['41', true, true],
    ['payment:41', true, false],
    ['key:41', false, true],
    ['a b', false, true],
    ['ü', false, false],
  ])('%j may be a payment: %s, or a key: %s', (text, payment, key) => {
    const term = searchTerm(text) ?? { field: undefined, value: '' };
    expect([maySearch(term, 'payment'), maySearch(term, 'key')]).toEqual([payment, key]);
  });

  it('a day is everything before the next one', () => {
    expect(filterQuery({ ...emptyFilter, status: 'FAILED', day: '2026-02-28' })).toEqual({
      status: 'FAILED',
      since: '2026-02-28',
      until: '2026-03-01',
    });
    expect(dayAfter('2026-12-31')).toBe('2027-01-01');
  });
});

describe('the addresses of the console', () => {
  it.each([
    { page: 'payments', filter: emptyFilter },
    { page: 'payments', filter: { text: 'order:4&2 #', status: 'FAILED', method: 'CARD', day: '2026-11-28' } },
    { page: 'payment', id: 'a/b?c' },
    { page: 'webhooks' },
    { page: 'endpoint', id: 'we_1' },
    { page: 'disputes' },
    { page: 'ledger' },
    { page: 'account', name: 'sales' },
    { page: 'charts' },
    { page: 'local' },
  ] as const)('the address of %j leads back to it', (route) => expect(routeOf(hashOf(route))).toEqual(route));

  it.each(['', '#', '#/', '#/nonsense', '#/payments/', '#/payments?status=LOST&day=tomorrow'])(
    '%j leads to all payments',
    (hash) => expect(routeOf(hash)).toEqual({ page: 'payments', filter: emptyFilter }),
  );
});
