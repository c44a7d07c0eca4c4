import { describe, expect, it } from 'vitest';
import { lineText, membersOf, objectText, prettyTokens } from '../../explorer/json-text.ts';

const pretty = (text: string) =>
  prettyTokens(text)
    ?.map((token) => token.text)
    .join('');

describe('JSON texts', () => {
  it.each([
    ['{"amount":25.00,"id":12345678901234567890}', '{\n  "amount": 25.00,\n  "id": 12345678901234567890\n}'],
    ['{ "a" : [ 1.0 , {} , [] ] }', '{\n  "a": [\n    1.0,\n    {},\n    []\n  ]\n}'],
    ['"a {\\"b\\": [1,2]} c"', '"a {\\"b\\": [1,2]} c"'],
    ['{"":-0.0e+1,"t":true,"n":null}', '{\n  "": -0.0e+1,\n  "t": true,\n  "n": null\n}'],
    ['[]', '[]'],
  ])('%s is pretty-printed with unchanged digits', (text, printed) => {
    expect(pretty(text)).toBe(printed);
  });

  it('tokens have kinds for colouring', () => {
    const kinds = prettyTokens('{"a":"b","c":1,"d":false}')?.filter(({ kind }) => kind !== 'space' && kind !== 'mark');
    expect(kinds?.map(({ kind, text }) => `${kind} ${text}`)).toEqual([
      'name "a"',
      'string "b"',
      'name "c"',
      'number 1',
      'name "d"',
      'word false',
    ]);
  });

  it.each(['', '{', '{"a":1,}', 'hello', '<html>'])('%j is not JSON and has no tokens', (text) => {
    expect(prettyTokens(text)).toBeUndefined();
  });
});

describe('JSON objects', () => {
  it('a JSON object is split into members with their original text', () => {
    const members = membersOf('{"a": 25.10, "b": {"c": [1, "}"]}, "d": "e\\n", "f": null}');
    expect([...(members ?? [])]).toEqual([
      ['a', '25.10'],
      ['b', '{"c":[1,"}"]}'],
      ['d', '"e\\n"'],
      ['f', 'null'],
    ]);
  });

  it.each(['[1]', '7', '{"a"', ''])('%j is not a JSON object and has no members', (text) => {
    expect(membersOf(text)).toBeUndefined();
  });

  it('members are joined to a JSON object', () => {
    expect(
      objectText([
        ['a', '25.10'],
        ['b"', '{}'],
      ]),
    ).toBe('{\n  "a": 25.10,\n  "b\\"": {}\n}');
    expect(objectText([])).toBe('{}');
  });

  it('a JSON text is written on one line, and other text unchanged', () => {
    expect(lineText('{\n  "a": 25.10,\n  "b": [1, 2]\n}')).toBe('{"a": 25.10, "b": [1, 2]}');
    expect(lineText('{ no JSON')).toBe('{ no JSON');
  });
});
