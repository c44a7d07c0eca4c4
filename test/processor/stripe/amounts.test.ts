import { describe, expect, it } from 'vitest';
import { type Currency, fractionDigits } from '../../../src/domain/currency.ts';
import { formatAmount, readMoney } from '../../../src/domain/money.ts';
import { fromStripe, stripeCurrencies, toStripe } from '../../../src/processor/stripe/amounts.ts';
import { refusal } from '../../support/refusals.ts';

const money = (text: string) => {
  const [amount = '', currency = ''] = text.split(' ');
  return readMoney(amount, currency);
};

/** Stripe's presentment currencies that this service knows. */
const listed = `AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CLP CNY
  COP CRC CVE CZK DJF DKK DOP DZD EGP ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HTG HUF IDR ILS INR ISK JMD JOD JPY
  KES KGS KHR KMF KRW KWD KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD
  OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SEK SGD SHP SLE SOS SRD SVC SZL THB TJS TND TOP TRY TTD TWD TZS
  UAH UGX USD UYU UZS VND VUV WST XAF XCD XCG XOF XPF YER ZAR ZMW`;

describe('an amount at Stripe', () => {
  // Stripe's own examples, and the currencies that its "special cases" are about.
  it.each([
    ['10.99 USD', 1_099n],
    ['500 JPY', 500n],
    ['1 KRW', 1n],
    ['5 UGX', 500n],
    ['5 ISK', 500n],
    ['10.00 MGA', 10n],
    ['5.120 KWD', 5_120n],
    ['5.130 BHD', 5_130n],
    ['10.45 HUF', 1_045n],
    ['800.45 TWD', 80_045n],
    ['9999999999.99 IDR', 999_999_999_999n],
  ])('%s is %i, and means the same when it comes back', (text, amount) => {
    expect(toStripe(money(text))).toBe(amount);
    const back = fromStripe(Number(amount), text.slice(-3).toLowerCase());
    expect(back).toEqual(money(text));
  });

  it.each([
    ['5.124 KWD', 'amount_precision', 'Stripe takes KWD with at most 2 digits after the point'],
    ['0.001 TND', 'amount_precision', 'Stripe takes TND with at most 2 digits after the point'],
    ['10.50 MGA', 'amount_precision', 'Stripe takes MGA with at most 0 digits after the point'],
    ['1.000 IQD', 'currency_invalid', 'IQD is not taken by Stripe'],
    ['1 UYI', 'currency_invalid', 'UYI is not taken by Stripe'],
    ['10000000000.00 USD', 'amount_too_large', 'the amount is larger than Stripe takes'],
    ['10000000000 ISK', 'amount_too_large', 'the amount is larger than Stripe takes'],
  ] as const)('is never rounded: %s is refused', (text, code, message) => {
    expect(() => toStripe(money(text))).toThrow(refusal(code));
    expect(() => toStripe(money(text))).toThrow(message);
  });

  it.each([
    ['a fraction of UGX', 501, 'ugx'],
    ['a fraction of ISK', 1, 'isk'],
    ['a currency that Stripe does not take', 100, 'iqd'],
    ['a currency that there is not', 100, 'usdc'],
    ['half a cent', 10.5, 'usd'],
    ['more than a number holds', 2 ** 53, 'usd'],
  ])('that comes back as %s is not read', (_what, amount, currency) => {
    expect(fromStripe(amount, currency)).toBeUndefined();
  });

  it('polar#11557, wordcamp.org#1320: no currency is charged or read a hundredfold', () => {
    for (const code of stripeCurrencies) {
      const whole = readMoney('170', code);
      const sent = toStripe(whole);
      expect([code, fromStripe(Number(sent), code.toLowerCase())]).toEqual([code, whole]);
      expect(formatAmount(whole)).toMatch(/^170(\.0+)?$/);
    }
  });

  it('is in one of the currencies that Stripe lists, and in no other', () => {
    expect([...stripeCurrencies].toSorted()).toEqual(listed.split(/\s+/).toSorted());
  });

  it('differs from ISO 4217 in three currencies, all that Stripe names', () => {
    const differs = (code: string) =>
      toStripe(readMoney('100', code)) !== 100n * 10n ** BigInt(fractionDigits(code as Currency));
    expect(new Set([...stripeCurrencies].filter(differs))).toEqual(new Set(['ISK', 'MGA', 'UGX']));
  });
});
