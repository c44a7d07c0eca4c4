import { describe, expect, it } from 'vitest';
import { presentOrder, presentUser, readOrder, readUser } from '../../src/contracts/people.ts';
import { type JsonObject, parseStrictJson } from '../../src/contracts/strict-json.ts';
import { refusal } from '../support/refusals.ts';

const body = (value: object) => parseStrictJson(JSON.stringify(value)) as JsonObject;
const ann = { username: 'ann', email: 'ann@example.com' };
/** A domain of labels that are short enough, ending in `.com`. */
const longEmail = (length: number) => `ann@${`${'a'.repeat(59)}.`.repeat(5).slice(0, length - 8)}.com`;

describe('a user is read', () => {
  it.each([
    ['as it is', ann, ann],
    ['with a name that is not ASCII', { ...ann, username: 'Zoë 😀' }, { ...ann, username: 'Zoë 😀' }],
    ['with a name of 255 characters', { ...ann, username: 'n'.repeat(255) }, { ...ann, username: 'n'.repeat(255) }],
    ['without what is not asked for', { ...ann, role: 'admin', id: 1 }, ann],
    ['with its key', { ...ann, idempotency_key: 'k' }, { ...ann, idempotency_key: 'k' }],
  ])('%s', (_how, sent, read) => {
    expect(readUser(body(sent))).toEqual(read);
  });

  it.each([
    ['field_required', '/username', { email: ann.email }],
    ['field_required', '/email', { username: 'ann' }],
    ['field_invalid', '/username', { ...ann, username: null }],
    ['field_invalid', '/username', { ...ann, username: 7 }],
    ['field_invalid', '/username', { ...ann, username: '' }],
    ['field_invalid', '/username', { ...ann, username: '  ' }],
    ['field_invalid', '/username', { ...ann, username: 'a\nb' }],
    ['field_invalid', '/username', { ...ann, username: 'a\0' }],
    ['field_invalid', '/username', { ...ann, username: 'a\u202eb' }],
    ['field_invalid', '/username', { ...ann, username: 'a\u200bb' }],
    ['field_invalid', '/username', { ...ann, username: 'n'.repeat(256) }],
    ['field_invalid', '/email', { ...ann, email: 'ann' }],
    ['field_invalid', '/email', { ...ann, email: 'ann@' }],
    ['field_invalid', '/email', { ...ann, email: 'ann@example.com\n' }],
    ['field_invalid', '/email', { ...ann, email: 'Ann <ann@example.com>' }],
    ['field_invalid', '/email', { ...ann, email: longEmail(255) }],
  ] as const)('%s at %s: %j', (code, field, sent) => {
    expect(() => readUser(body(sent))).toThrow(refusal(code, { field }));
  });

  it('an address of 254 characters is the longest', () => {
    expect(longEmail(254)).toHaveLength(254);
    expect(readUser(body({ ...ann, email: longEmail(254) })).email).toHaveLength(254);
  });
});

describe('an order is read', () => {
  it('with its name and address', () => {
    const order = { name: 'Book', email: 'ann@example.com' };
    expect(readOrder(body({ ...order, total: 7 }))).toEqual(order);
  });

  it.each(['name', 'email'])('but not without %s', (missing) => {
    const order = { name: 'Book', email: 'ann@example.com', [missing]: undefined };
    expect(() => readOrder(body(order))).toThrow(refusal('field_required', { field: `/${missing}` }));
  });
});

describe('what was stored is shown', () => {
  it('with an id that looks like a number as a number', () => {
    expect(JSON.stringify(presentUser({ id: '1', ...ann }))).toBe(
      '{"id":1,"username":"ann","email":"ann@example.com"}',
    );
  });

  it('without when it was created', () => {
    const stored = { id: 'a', name: 'Book', email: 'ann@example.com', created_at: '2026-11-21T12:00:00.000Z' };
    expect(JSON.stringify(presentOrder(stored))).toBe('{"id":"a","name":"Book","email":"ann@example.com"}');
  });
});
