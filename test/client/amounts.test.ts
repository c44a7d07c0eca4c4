import { describe, expect, it } from 'vitest';
import { decimalAmount, minorUnits } from '../../client/amounts.ts';
import { parseExact } from '../../client/exact-json.ts';
import { currencies, fractionDigits, isCurrency } from '../../src/domain/currency.ts';

describe('amounts of the client', () => {
  it.each([
    [2_500, 'EUR', '25.00'],
    [5n, 'EUR', '0.05'],
    [2_500, 'JPY', '2500'],
    [2_500, 'KWD', '2.500'],
    [123_456_789_012_345_678n, 'EUR', '1234567890123456.78'],
    [-5, 'EUR', '-0.05'],
  ])('are minor units and decimals: %s %s is %s', (minor, currency, decimal) => {
    expect(decimalAmount({ minor }, currency)).toBe(decimal);
    expect(minorUnits(decimal, currency)).toBe(BigInt(minor));
  });

  it('know the digits of every currency', () => {
    expect(currencies.length).toBeGreaterThan(150);
    for (const code of currencies.filter(isCurrency)) {
      expect(decimalAmount({ minor: 1 }, code)).toHaveLength(fractionDigits(code) === 0 ? 1 : fractionDigits(code) + 2);
    }
  });

  it.each(['25.001', '1e3', '', '٣', ' 1'])('refuse "%s" as EUR', (decimal) => {
    expect(() => minorUnits(decimal, 'EUR')).toThrow(RangeError);
  });

  it('refuse a currency that does not exist', () => {
    expect(() => decimalAmount({ minor: 1 }, 'XXX')).toThrow(RangeError);
  });
});

describe('JSON with exact numbers', () => {
  it.each([
    ['{"amount": 25.00, "text": "1.50, \\" 2"}', { amount: '25.00', text: '1.50, " 2' }],
    ['[12345678901234567890, -0.10, 1E+2, true, null]', ['12345678901234567890', '-0.10', '1E+2', true, null]],
    ['{"a\\\\": [1]}', { 'a\\': ['1'] }],
  ])('keeps every digit of %s', (json, value) => {
    expect(parseExact(json)).toEqual(value);
  });

  it('throws for a body that is cut off', () => {
    expect(() => parseExact('{"amount": 25.')).toThrow(SyntaxError);
  });
});
