import { describe, expect, it } from 'vitest';
import { isJsonObject, JsonNumber, parseStrictJson } from '../../src/contracts/strict-json.ts';
import { refusal } from '../support/refusals.ts';

describe('space may stand around every part of JSON', () => {
  it.each(['{"a":[1,2]}', ' { "a" : [ 1 , 2 ] } ', '\t{\n"a"\r:\t[\n1\r,\t2\n]\r}\t', '{"a" :[1 ,2 ] }'])(
    '%j',
    (text) => {
      expect(parseStrictJson(text)).toEqual({ a: [new JsonNumber('1'), new JsonNumber('2')] });
    },
  );
});

describe('what is not JSON is refused at the character where it goes wrong', () => {
  it.each([
    ['[1;2]', 4],
    ['[1 2]', 5],
    ['{"a":1;"b":2}', 8],
    ['{"a";1}', 6],
    ['{x":1}', 2],
    ['{1:1}', 2],
    ['["a\nb"]', 4],
    ['["a\u001f"]', 4],
    ['["a', 4],
    ['1 2', 3],
    ['', 1],
  ])('%j at character %i', (text, place) => {
    expect(() => parseStrictJson(text)).toThrow(refusal('invalid_json'));
    expect(() => parseStrictJson(text)).toThrow(new RegExp(`at character ${place}$`));
  });
});

describe('an object of JSON is none of the other values', () => {
  it.each([
    ['{}', true],
    ['[]', false],
    ['null', false],
    ['1', false],
    ['"a"', false],
    ['true', false],
  ])('%s: %s', (text, isObject) => {
    expect(isJsonObject(parseStrictJson(text))).toBe(isObject);
  });
});
