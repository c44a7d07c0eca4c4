import { describe, expect, it } from 'vitest';
import { storedKey } from '../../src/contracts/idempotency-key.ts';
import { idempotencyKey, keyLineOf, sentKey } from '../../src/http/idempotency-key.ts';
import { requestOf } from '../../src/http/request.ts';
import { proxyEvent } from '../support/event.ts';
import { refusal } from '../support/refusals.ts';

const sent = (name: string, value: string | readonly string[]) =>
  requestOf(proxyEvent('POST /v1/payments', { headers: { [name]: value } }));
const withKey = (value: string | readonly string[]) => sent('Idempotency-Key', value);
const without = requestOf(proxyEvent('POST /v1/payments'));

describe('an idempotency key', () => {
  it.each([
    ['bare', 'order-7', 'order-7'],
    ['quoted', '"order-7"', 'order-7'],
    ['quoted, with quotes in it', '"a\\"b\\\\c"', 'a"b\\c'],
    ['with space around', '  order-7\t', 'order-7'],
    ['quoted, with space around', ' "order-7" ', 'order-7'],
    ['of one character', 'k', 'k'],
    ['of 255 characters', 'k'.repeat(255), 'k'.repeat(255)],
    ['of 255 characters in quotes', `"${'k'.repeat(255)}"`, 'k'.repeat(255)],
    ['with space inside', 'order 7', 'order 7'],
    ['as a UUID', '8e03978e-40d5-43e8-bc93-6894a57f9324', '8e03978e-40d5-43e8-bc93-6894a57f9324'],
    ['sent twice as the same', ['k', '"k"'], 'k'],
    ['joined with itself by a proxy', 'k1, k1', 'k1'],
    ['joined with itself without a space', 'k1,k1,k1', 'k1'],
    ['joined with itself in quotes', '"k1", "k1"', 'k1'],
    ['joined with itself, bare and in quotes', 'k1 ,\t"k1"', 'k1'],
    ['joined with itself in one of two lines', ['k1, "k1"', 'k1'], 'k1'],
    ['with a comma in its quotes', '"order,5"', 'order,5'],
    ['with a comma in its quotes, joined with itself', '"order,5", "order,5"', 'order,5'],
    ['with a quote inside', 'a"b', 'a"b'],
  ])('an idempotency key %s is read', (_how, value, key) => {
    expect(idempotencyKey(withKey(value))).toBe(key);
  });

  it.each([
    ['empty', ''],
    ['empty in quotes', '""'],
    ['only space', '   '],
    ['with space inside its quotes', '" k"'],
    ['of 256 characters', 'k'.repeat(256)],
    ['with a line break', 'a\r\nX-Admin: 1'],
    ['with a tab', 'a\tb'],
    ['with NUL', 'a\0'],
    ['with BEL', 'a\u0007'],
    ['with DEL', 'a\u007f'],
    ['in Cyrillic', 'ключ'],
    ['in full-width letters', 'ｋ'],
    ['without its last quote', '"k1'],
    ['with a quote in its quotes', '"k"1"'],
    ['with a parameter', '"k1";a=1'],
    ['with text behind its quotes', '"k1"x'],
    ['with an invalid escape', '"k\\1"'],
    ['with a backslash before its last quote', '"k\\"'],
    ['with a malformed member', 'k1, "k1'],
    ['empty, twice', ','],
  ])('an idempotency key %s is refused', (_how, value) => {
    expect(() => idempotencyKey(withKey(value))).toThrow(
      refusal('idempotency_key_invalid', { field: 'Idempotency-Key' }),
    );
  });

  it.each([
    ['two lines that differ', ['a', 'b']],
    ['two lines in another case of letters', ['a', 'A']],
    ['one of them empty', ['a', '']],
    ['one line, joined by a proxy', 'k1, k2'],
    ['one line, in quotes', '"k1", "k2"'],
    ['one line, without a space', 'order,5'],
    ['one line that ends with a comma', 'k1,'],
    ['one line that begins with a comma', ', k1'],
  ])('an idempotency key repeated in %s is refused', (_how, values) => {
    expect(() => idempotencyKey(withKey(values))).toThrow(refusal('idempotency_key_repeated'));
  });

  it('without a header there is no idempotency key', () => {
    expect(idempotencyKey(without)).toBeUndefined();
  });
});

describe('an idempotency key in the body', () => {
  it('a key in the body counts like one in the header', () => {
    expect(idempotencyKey(without, 'k')).toBe('k');
  });

  it('a key may be sent both in the header and in the body', () => {
    expect(idempotencyKey(withKey('"k"'), 'k')).toBe('k');
  });

  it.each(['other', '', ' k'])('key %j in the body beside k in the header is refused', (inBody) => {
    expect(() => idempotencyKey(withKey('k'), inBody)).toThrow(refusal('idempotency_key_mismatch'));
  });

  it.each([
    ['empty', ''],
    ['with space around', ' k '],
    ['too long', 'k'.repeat(256)],
    ['with a control character', 'k\n'],
  ])('a key in the body that is %s is refused', (_how, key) => {
    expect(() => idempotencyKey(without, key)).toThrow(
      refusal('idempotency_key_invalid', { field: '/idempotency_key' }),
    );
  });
});

describe('keys that an earlier version stored as the whole header line', () => {
  it.each([
    ['k1, k1', 'k1, k1'],
    ['5,5', '5,5'],
    ['"k1", "k1"', 'k1", "k1'],
  ])('key list %s still finds the payment stored under the whole line', async (line, whole) => {
    const looked: string[] = [];
    const isUsed = async (key: string) => looked.push(key) > 0;
    expect(await storedKey(sentKey(withKey(line)), isUsed)).toBe(whole);
    expect(looked).toEqual([whole]);
  });

  it('a list of equal keys is one key if nothing is stored under the whole line', async () => {
    expect(await storedKey(sentKey(withKey('k1, k1')), async () => false)).toBe('k1');
  });

  it.each(['k1', '"order,5"', ['k1', 'k1']])('key %j is not looked up under the whole line', async (value) => {
    const isUsed = () => Promise.reject(new Error('a look-up'));
    const sent = sentKey(withKey(value));
    expect(await storedKey(sent, isUsed)).toBe(sent?.key);
  });
});

describe('the key as a header value for another service', () => {
  it.each([
    ['a bare key', withKey('k1'), undefined, 'k1'],
    ['a key with a comma', without, 'order,5', '"order,5"'],
    ['a key that begins with a quote', without, '"k\\', '"\\"k\\\\"'],
    ['a joined key', withKey('"k1", "k1"'), 'k1', '"k1", "k1"'],
    ['no key', without, undefined, undefined],
  ])('the header value of %s is read back as the same key', (_what, request, inBody, line) => {
    expect(keyLineOf(request, inBody)).toBe(line);
    if (line !== undefined) expect(idempotencyKey(withKey(line))).toBe(idempotencyKey(request, inBody));
  });
});
