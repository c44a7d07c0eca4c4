import { describe, expect, it } from 'vitest';
import { JsonNumber, type JsonValue, parseStrictJson } from '../../src/contracts/strict-json.ts';
import { Refusal } from '../../src/domain/refusal.ts';
import { casesOf } from '../support/cases.ts';
import { type Random, seeded } from '../support/random.ts';

const rounds = casesOf({ all: 40_000, few: 10_000 });
const unread = Symbol('unread');
/** Refused although it is JSON: what this reader is strict about. */
const strictness = new Set([
  'duplicate_key',
  'forbidden_key',
  'invalid_unicode',
  'string_too_long',
  'too_deep',
  'too_many_keys',
]);

describe(`of ${rounds} texts that look like JSON`, () => {
  const texts = Array.from({ length: rounds }, (_, round) => textOf(seeded(round)));
  const read = texts.map((text) => ({ text, strict: strictly(text), loose: loosely(text) }));
  const accepted = read.filter(({ strict }) => !(strict instanceof Refusal));

  it('a good many are JSON, and a good many are not', () => {
    expect(read.filter(({ loose }) => loose !== unread).length).toBeGreaterThan(rounds / 5);
    expect(read.filter(({ loose }) => loose === unread).length).toBeGreaterThan(rounds / 5);
  });

  it('none is accepted that JSON.parse refuses', () => {
    expect(accepted.filter(({ loose }) => loose === unread)).toEqual([]);
  });

  it('what both accept, both read as the same', () => {
    const differently = accepted.filter(({ strict, loose }) => JSON.stringify(strict) !== JSON.stringify(loose));
    expect(differently).toEqual([]);
  });

  it('what JSON.parse accepts is refused for strictness alone', () => {
    const codes = read
      .filter(({ loose }) => loose !== unread)
      .flatMap(({ strict }) => (strict instanceof Refusal ? [strict.code] : []));
    expect(codes.filter((code) => !strictness.has(code))).toEqual([]);
  });
});

/** Anything but a refusal is thrown on, and fails the test. */
function strictly(text: string): unknown {
  try {
    return floats(parseStrictJson(text));
  } catch (error) {
    if (error instanceof Refusal) return error;
    throw error;
  }
}

function loosely(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return unread;
  }
}

/** With numbers as JSON.parse makes them. */
function floats(value: JsonValue): unknown {
  if (value instanceof JsonNumber) return Number(value.text);
  if (Array.isArray(value)) return value.map(floats);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, floats(member)]));
}

/** JSON, into which one mistake in two has crept. */
function textOf(random: Random): string {
  const text = jsonOf(random, 0);
  if (random.whole(2) === 0) return text;
  const at = random.whole(text.length + 1);
  const crumb = random.pick([
    '',
    ',',
    '"',
    '\\',
    '}',
    ']',
    ':',
    '0',
    '-',
    '.',
    'e',
    ' ',
    '\t',
    '\u0001',
    '\ufeff',
    'x',
  ]);
  return text.slice(0, at) + crumb + text.slice(at + random.whole(2));
}

const numbers = ['0', '-0', '1', '10.99', '1e2', '1E-7', '01', '1.', '-', '9007199254740993', '1e400', '.5'];
const strings = [
  '""',
  '"a"',
  '"\\u0061"',
  '"__proto__"',
  '"\\ud800"',
  '"\\ud83d\\ude00"',
  '"\\n"',
  '"é"',
  '"\\x"',
  '"b',
];

function jsonOf(random: Random, depth: number): string {
  const several = (one: () => string) => Array.from({ length: random.whole(depth > 9 ? 1 : 4) }, one);
  const space = () => random.pick(['', '', '', ' ', '\n', '\t']);
  const inside = () => space() + jsonOf(random, depth + 1) + space();
  switch (random.whole(depth === 0 ? 2 : 6)) {
    case 0:
      return `{${several(() => `${space()}${random.pick(strings)}${space()}:${inside()}`).join()}}`;
    case 1:
      return `[${several(inside).join()}]`;
    case 2:
      return random.pick(numbers);
    case 3:
      return random.pick(strings);
    default:
      return random.pick(['true', 'false', 'null', '1', '"c"', '"d"']);
  }
}
