import { describe, expect, it } from 'vitest';
import { pageOf, pageResponse } from '../../src/http/pages.ts';
import { requestOf } from '../../src/http/request.ts';
import { proxyEvent } from '../support/event.ts';
import { refusal } from '../support/refusals.ts';

const pageFor = (query?: Record<string, string | string[]>) =>
  pageOf(requestOf(proxyEvent('GET /users/', query ? { query } : {})));
const position = '2026-11-21T12:00:00.000Z#d458bf39-abbd-851b-869d-580699aa144b';
const cursor = (text: string) => Buffer.from(text).toString('base64url');

describe('reading page parameters', () => {
  it.each([
    ['without saying which', undefined, { limit: 100, after: undefined }],
    ['of one', { limit: '1' }, { limit: 1, after: undefined }],
    ['of five hundred', { limit: '500' }, { limit: 500, after: undefined }],
    ['after another', { cursor: cursor(position) }, { limit: 100, after: position }],
    ['of ten after another', { limit: '10', cursor: cursor(position) }, { limit: 10, after: position }],
  ])('page parameters %s are read', (_how, query, page) => {
    expect(pageFor(query)).toEqual(page);
  });

  it.each([
    ...['0', '-1', '501', '1e9', '10abc', '', ' 1', '1.5', '01', '+1', 'ten', '９', '99999999999999999999'].map(
      (limit): [string, Record<string, string | string[]>] => ['limit', { limit }],
    ),
    ['limit', { limit: ['1', '2'] }],
    ['limit', { limit: ['1', '1'] }],
    ['cursor', { cursor: '' }],
    ['cursor', { cursor: 'x' }],
    ['cursor', { cursor: cursor('7') }],
    ['cursor', { cursor: cursor('2026-11-21T12:00:00.000Z#') }],
    ['cursor', { cursor: cursor(`${position} OR 1=1`) }],
    ['cursor', { cursor: [cursor(position), cursor(position)] }],
    ['offset', { offset: '7' }],
    ['Limit', { Limit: '7' }],
  ])('an invalid parameter %s is refused: %j', (field, query) => {
    expect(() => pageFor(query)).toThrow(refusal('query_invalid', { field }));
  });
});

describe('page responses', () => {
  it('the last page has no Link header', () => {
    const answer = pageResponse([{ id: 1 }], 100, undefined);
    expect(answer).toMatchObject({ statusCode: 200, body: '[{"id":1}]' });
    expect(answer.headers).not.toHaveProperty('Link');
  });

  it('other pages link to the next one, which continues at the end of this one', () => {
    const link = pageResponse([], 10, position).headers?.Link;
    expect(link).toBe(`<?limit=10&cursor=${cursor(position)}>; rel="next"`);
    const query = Object.fromEntries(new URL(String(link).slice(1, -13), 'https://example.com/users/').searchParams);
    expect(pageFor(query)).toEqual({ limit: 10, after: position });
  });
});
