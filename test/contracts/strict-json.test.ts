import { describe, expect, it } from 'vitest';
import { JsonNumber, type JsonObject, type JsonValue, parseStrictJson } from '../../src/contracts/strict-json.ts';
import { refusal } from '../support/refusals.ts';

const nested = (depth: number, inside = '') => '['.repeat(depth) + inside + ']'.repeat(depth);
const keys = (count: number) => `{${Array.from({ length: count }, (_, at) => `"k${at}":0`).join()}}`;

describe('what is JSON by its letter is read', () => {
  it.each<[string, JsonValue]>([
    ['true', true],
    ['false', false],
    ['null', null],
    ['""', ''],
    ['"a\\u00e9\\n\\"\\/"', 'aé\n"/'],
    ['"\\ud83d\\ude00"', '😀'],
    [' \t\r\n[ ] \n', []],
    ['[1, [true], {}]', [new JsonNumber('1'), [true], {}]],
    ['{"a": {"b": [null]}}', { a: { b: [null] } }],
    ['{"toString": 1, "hasOwnProperty": 2}', { toString: new JsonNumber('1'), hasOwnProperty: new JsonNumber('2') }],
    ['{"": ""}', { '': '' }],
    ['{"a": {"x": 1}, "b": {"x": 1}}', { a: { x: new JsonNumber('1') }, b: { x: new JsonNumber('1') } }],
  ])('%s', (text, value) => {
    expect(plain(parseStrictJson(text))).toEqual(value);
  });

  it.each(['0', '-0', '10.99', '100.50', '1e2', '1E-2', '1e400', '9007199254740993', '0.30000000000000004'])(
    'the number %s keeps its digits',
    (text) => {
      expect(parseStrictJson(text)).toEqual(new JsonNumber(text));
    },
  );

  it('an object inherits nothing that a key could be mistaken for', () => {
    expect(Object.getPrototypeOf(parseStrictJson('{}'))).toBeNull();
  });
});

describe('what is not JSON is refused', () => {
  it.each([
    ...['', ' ', 'x', 'order 1', '{', '[', '"', '{"a"', '{"a":', '{"a":1', '{"a":1,', '["a', '"\\'],
    ...['{"a":1,}', '[1,]', '[,]', '[1,,2]', '{,}', '{"a" 1}', '{a:1}', '{1:1}', "{'a':1}", '{"a":}', '{"a":1 "b":2}'],
    ...['{} {}', '{}{}', '1 2', '{}x', 'truex', 'nul', 'True', 'undefined', ']', '}', '[}', '{]', '[1}'],
    ...['{} // note', '/* note */ {}', '# note', '"\t"', '"\n"', '"\0"', '"\\x41"', '"\\u12"', '"\\u12g4"', '"\\a"'],
    ...[
      'NaN',
      'Infinity',
      '-Infinity',
      '010',
      '00',
      '+1',
      '.5',
      '1.',
      '-',
      '--1',
      '0x10',
      '1_000',
      '1e',
      '1e+',
      '1.e2',
    ],
    ...['\ufeff{}', '\u00a0{}', '{}\u2028', '\v{}', '１'],
  ])('%j', (text) => {
    expect(() => parseStrictJson(text)).toThrow(refusal('invalid_json'));
  });

  it('the refusal says where, and nothing of what was sent', () => {
    expect(() => parseStrictJson('{"secret": "4111", oops}')).toThrow(
      /^the body is not JSON: unexpected text at character \d+$/,
    );
  });
});

describe('what two readers could understand in two ways is refused', () => {
  it.each([
    ['duplicate_key', '{"amount": 1, "amount": 2}'],
    ['duplicate_key', '{"a": 1, "\\u0061": 2}'],
    ['duplicate_key', '{"a": {"b": 1, "b": 1}}'],
    ['duplicate_key', '{"": 1, "": 2}'],
    ['forbidden_key', '{"__proto__": {"admin": true}}'],
    ['forbidden_key', '{"\\u005f_proto__": 1}'],
    ['forbidden_key', '{"a": {"constructor": {"prototype": 1}}}'],
    ['forbidden_key', '{"prototype": 1}'],
    ['invalid_unicode', '{"a": "\\ud800"}'],
    ['invalid_unicode', '{"a": "\\udc00\\ud800"}'],
    ['invalid_unicode', '{"\\ud800": 1}'],
  ] as const)('%s: %s', (code, text) => {
    expect(() => parseStrictJson(text)).toThrow(refusal(code));
  });
});

describe('what is too much is refused', () => {
  it.each([
    ['too_deep', 'nine arrays', nested(9)],
    ['too_deep', 'nine arrays around a number', nested(9, '1')],
    ['too_deep', 'nine objects', `${'{"a":'.repeat(9)}1${'}'.repeat(9)}`],
    ['too_deep', 'twenty thousand arrays', nested(20_000)],
    ['too_deep', 'twenty thousand arrays that never end', '['.repeat(20_000)],
    ['too_many_keys', '129 members', keys(129)],
    ['too_many_keys', '129 elements', `[${'0,'.repeat(128)}0]`],
    ['too_many_keys', '129 members in all', `{"a": ${keys(64)}, "b": ${keys(64)}}`],
    ['string_too_long', '3,000 characters', `"${'a'.repeat(3_000)}"`],
    ['string_too_long', '2,049 characters', `"${'a'.repeat(2_049)}"`],
    ['string_too_long', 'a key of 2,049 characters', `{"${'a'.repeat(2_049)}": 1}`],
  ] as const)('%s: %s', (code, _what, text) => {
    expect(() => parseStrictJson(text)).toThrow(refusal(code));
  });

  it.each([
    ['eight arrays', nested(8)],
    ['eight arrays around a number', nested(8, '1')],
    ['128 members', keys(128)],
    ['2,048 characters', `"${'a'.repeat(2_048)}"`],
    ['2,048 characters, all escaped', `"${'\\u0061'.repeat(2_048)}"`],
  ])('%s are not', (_what, text) => {
    expect(() => parseStrictJson(text)).not.toThrow();
  });
});

/** With ordinary objects, which is what toEqual compares with. */
function plain(value: JsonValue): unknown {
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null || value instanceof JsonNumber) return value;
  return Object.fromEntries(Object.entries(value as JsonObject).map(([key, member]) => [key, plain(member)]));
}
