import { describe, expect, it } from 'vitest';
import { search } from '../../src/bundle-replacements/jmespath.ts';

const data = { id: 'payment-1', fingerprint: 'fields' };

describe('what stands in for JMESPath', () => {
  it.each([
    ['id', 'payment-1'],
    ['fingerprint', 'fields'],
    ['missing', null],
    ['constructor', null],
  ])('finds %s as the language does', (name, value) => {
    expect(search(name, data)).toBe(value);
  });

  it.each(['a.b', 'items[0]', 'length(@)', ''])('does not pretend to know %s', (expression) => {
    expect(() => search(expression, data)).toThrow('only a name');
  });
});
