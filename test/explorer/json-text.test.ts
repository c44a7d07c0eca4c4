import { describe, expect, it } from 'vitest';
import { lineText, membersOf, objectText, prettyTokens } from '../../explorer/json-text.ts';

const pretty = (text: string) =>
  prettyTokens(text)
    ?.map((token) => token.text)
    .join('');

describe('a JSON text is shown', () => {
  it.each([
    ['{"amount":25.00,"id":12345678901234567890}', '{\n  "amount": 25.00,\n  "id": 12345678901234567890\n}'],
    ['{ "a" : [ 1.0 , {} , [] ] }', '{\n  "a": [\n    1.0,\n    {},\n    []\n  ]\n}'],
    ['"a {\\"b\\": [1,2]} c"', '"a {\\"b\\": [1,2]} c"'],
    ['{"":-0.0e+1,"t":true,"n":null}', '{\n  "": -0.0e+1,\n  "t": true,\n  "n": null\n}'],
    ['[]', '[]'],
  ])('%s', (text, shown) => {
    expect(pretty(text)).toBe(shown);
  });

  it('in kinds that can be coloured', () => {
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

  it.each(['', '{', '{"a":1,}', 'hello', '<html>'])('or not, if %j is none', (text) => {
    expect(prettyTokens(text)).toBeUndefined();
  });
});

describe('a JSON object is taken apart', () => {
  it('into its members, each as it was written', () => {
    const members = membersOf('{"a": 25.10, "b": {"c": [1, "}"]}, "d": "e\\n", "f": null}');
    expect([...(members ?? [])]).toEqual([
      ['a', '25.10'],
      ['b', '{"c":[1,"}"]}'],
      ['d', '"e\\n"'],
      ['f', 'null'],
    ]);
  });

  it.each(['[1]', '7', '{"a"', ''])('but not %j', (text) => {
    expect(membersOf(text)).toBeUndefined();
  });

  it('and put together again', () => {
    expect(
      objectText([
        ['a', '25.10'],
        ['b"', '{}'],
      ]),
    ).toBe('{\n  "a": 25.10,\n  "b\\"": {}\n}');
    expect(objectText([])).toBe('{}');
  });

  it('or on one line', () => {
    expect(lineText('{\n  "a": 25.10,\n  "b": [1, 2]\n}')).toBe('{"a": 25.10, "b": [1, 2]}');
    expect(lineText('{ no JSON')).toBe('{ no JSON');
  });
});
