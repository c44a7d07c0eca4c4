import { describe, expect, it } from 'vitest';
import { type Currency, fractionDigits, isCurrency } from '../../src/domain/currency.ts';

const letters = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'];
const codes = letters.flatMap((a) => letters.flatMap((b) => letters.map((c) => a + b + c)));
const currencies = codes.filter(isCurrency);

describe('the digits of a currency are those of ISO 4217', () => {
  it.each([
    [0, 17],
    [2, 138],
    [3, 7],
    [4, 2],
  ])('%d digits: %d currencies', (digits, count) => {
    expect(currencies.filter((currency) => fractionDigits(currency) === digits)).toHaveLength(count);
  });

  it('no currency has another number of digits', () => {
    expect(currencies).toHaveLength(17 + 138 + 7 + 2);
  });

  it.each([
    [0, 'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF'],
    [3, 'BHD IQD JOD KWD LYD OMR TND'],
    [4, 'CLF UYW'],
  ])('%d digits: %s', (digits, named) => {
    expect(currencies.filter((currency) => fractionDigits(currency) === digits).join(' ')).toBe(named);
  });

  it.each([
    ...['AFN', 'ALL', 'COP', 'HUF', 'IDR', 'IRR', 'KPW', 'LAK', 'LBP', 'MGA', 'MMK', 'PKR', 'SOS', 'SYP', 'YER'].map(
      (code) => [code, 2] as const,
    ),
    ['IQD', 3],
  ] as const)('%s has %d, though Intl has none', (code, digits) => {
    const intl = new Intl.NumberFormat('en', { style: 'currency', currency: code }).resolvedOptions();
    expect(intl.maximumFractionDigits).toBe(0);
    expect(fractionDigits(code as Currency)).toBe(digits);
  });
});

describe('what is not money is no currency', () => {
  it.each(['XAU', 'XAG', 'XXX', 'XTS', 'XDR', 'BGN', 'HRK', 'usd', 'Usd', '', 'constructor', '__proto__'])(
    '%j',
    (code) => {
      expect(isCurrency(code)).toBe(false);
    },
  );

  it('and has no digits either', () => {
    expect(() => fractionDigits('XXX' as Currency)).toThrow(new RangeError('no such currency: XXX'));
  });
});
