import { describe, expect, it } from 'vitest';
import type { Currency } from '../../src/domain/currency.ts';
import { formatAmount, type Money, readMoney, requireCurrencyOf, requirePositive } from '../../src/domain/money.ts';
import { seeded } from '../support/random.ts';
import { refusal } from '../support/refusals.ts';

const money = (minor: bigint, currency: string) => ({ minor, currency: currency as Currency });

describe('an amount is read exactly as it was written', () => {
  it.each([
    ['10.99', 'USD', 1099n],
    ['10.9', 'USD', 1090n],
    ['10', 'USD', 1000n],
    ['0.01', 'USD', 1n],
    ['19.99', 'USD', 1999n],
    ['1.005', 'KWD', 1005n],
    ['100.49', 'EUR', 10049n],
    ['1250', 'JPY', 1250n],
    ['1.250', 'KWD', 1250n],
    ['1.234', 'IQD', 1234n],
    ['1.2345', 'CLF', 12345n],
    ['0', 'USD', 0n],
    ['0.00', 'USD', 0n],
    ['-0', 'USD', 0n],
    ['-10.00', 'USD', -1000n],
    ['999999999999.99', 'USD', 99999999999999n],
    ['999999999999.9999', 'UYW', 9999999999999999n],
  ])('%s %s is %d minor units', (text, currency, minor) => {
    expect(readMoney(text, currency)).toEqual(money(minor, currency));
  });

  it.each([
    ['10.500', 'USD', 1050n],
    ['10.000000000000000000', 'USD', 1000n],
    ['100.00', 'JPY', 100n],
    ['1.2340', 'KWD', 1234n],
  ])('zeros after the last digit of %s %s say nothing', (text, currency, minor) => {
    expect(readMoney(text, currency).minor).toBe(minor);
  });

  it('is in US dollars if nobody says otherwise', () => {
    expect(readMoney('10.99')).toEqual(money(1099n, 'USD'));
  });
});

describe('an amount that would have to be rounded, guessed or trusted is refused', () => {
  it.each([
    ['10.999', 'USD'],
    ['0.30000000000000004', 'USD'],
    ['100.49999999999999', 'USD'],
    ['50.005', 'USD'],
    ['100.50', 'JPY'],
    ['1.2345', 'KWD'],
    ['1.23456', 'CLF'],
    ['0.000000000000000000000001', 'USD'],
  ])('%s %s has too many digits', (text, currency) => {
    expect(() => readMoney(text, currency)).toThrow(refusal('amount_precision', { field: '/amount' }));
  });

  it.each([
    ...['1e308', '1e2', '1E-2', '1e400', '1e3'],
    ...['NaN', 'Infinity', '-Infinity', '', ' ', ' 10.00', '10.00 ', '10.00\n', '\t10'],
    ...['1,000.00', '1.000,00', '10,50', '$10', '10.00 USD', '１０.００', '١٠'],
    ...['010', '00', '+1', '.5', '1.', '-', '-.5', '--10', '0x10', '1_000', '1.2.3', '10.00\0', '−10'],
  ])('%j is not a plain decimal', (text) => {
    expect(() => readMoney(text)).toThrow(refusal('amount_format', { field: '/amount' }));
  });

  it.each([
    '9007199254740993',
    '9007199254740993.00',
    '1000000000000',
    '-1000000000000',
    '9'.repeat(30),
    '1'.repeat(2000),
  ])('%s has more than twelve digits', (text) => {
    expect(() => readMoney(text)).toThrow(refusal('amount_too_large', { field: '/amount' }));
  });

  it.each(['usd', 'US', 'USDD', 'ＵＳＤ', 'XXX', 'XTS', 'XAU', '840', '', 'USD\0', ' USD', '__proto__', 'toString'])(
    '%j is no currency',
    (currency) => {
      expect(() => readMoney('1', currency)).toThrow(refusal('currency_invalid', { field: '/currency' }));
    },
  );

  it('the field at fault is the one that was read', () => {
    expect(() => readMoney('x', 'USD', '/total')).toThrow(refusal('amount_format', { field: '/total' }));
  });
});

describe('only more than zero can be charged', () => {
  it.each(['0', '0.00', '-0', '-10.00', '-0.01'])('%s is refused', (text) => {
    expect(() => requirePositive(readMoney(text))).toThrow(refusal('amount_not_positive', { field: '/amount' }));
  });

  it('one cent is enough', () => {
    expect(requirePositive(readMoney('0.01'))).toEqual(money(1n, 'USD'));
  });
});

describe('an amount is written with exactly its currency’s digits', () => {
  it.each([
    [10050n, 'USD', '100.50'],
    [5000n, 'USD', '50.00'],
    [1n, 'USD', '0.01'],
    [0n, 'USD', '0.00'],
    [-5n, 'USD', '-0.05'],
    [-1000n, 'USD', '-10.00'],
    [1250n, 'JPY', '1250'],
    [0n, 'JPY', '0'],
    [-7n, 'JPY', '-7'],
    [1250n, 'KWD', '1.250'],
    [1n, 'IQD', '0.001'],
    [12345n, 'CLF', '1.2345'],
    [9999999999999999n, 'UYW', '999999999999.9999'],
  ])('%d minor units of %s are %s', (minor, currency, text) => {
    expect(formatAmount(money(minor, currency))).toBe(text);
  });

  it('what is written reads back as the same, for twenty thousand amounts of every kind of currency', () => {
    const random = seeded(1);
    for (let round = 0; round < 20_000; round++) {
      const [currency, digits] = random.pick([
        ['JPY', 0],
        ['USD', 2],
        ['KWD', 3],
        ['CLF', 4],
      ] as const);
      const minor = BigInt(random.digits(1 + random.whole(12 + digits))) * random.pick([1n, -1n]);
      const text = formatAmount(money(minor, currency));
      expect(readMoney(text, currency)).toEqual(money(minor, currency));
      expect(text.split('.')[1]?.length ?? 0).toBe(digits);
    }
  });
});

describe('a request about a payment may name its currency', () => {
  const payment: Money = { minor: 1n, currency: 'USD' as Currency };
  it.each([undefined, 'USD'])('%s is accepted', (named) => {
    expect(requireCurrencyOf(payment, named)).toBeUndefined();
  });

  it.each([
    ['EUR', 'currency_mismatch', { field: '/currency', more: { payment_currency: 'USD' } }],
    ['usd', 'currency_invalid', { field: '/currency' }],
  ] as const)('%s is refused: %s', (named, code, details) => {
    expect(() => requireCurrencyOf(payment, named)).toThrow(refusal(code, details));
  });
});
