import { describe, expect, it } from 'vitest';
import { isCurrency } from '../../../src/domain/currency.ts';
import { readMoney } from '../../../src/domain/money.ts';
import { fromMollie, mollieCurrencies, toMollie } from '../../../src/processor/mollie/amounts.ts';
import { refusal } from '../../support/refusals.ts';

const money = (text: string) => {
  const [amount = '', currency = ''] = text.split(' ');
  return readMoney(amount, currency);
};

describe('an amount at Mollie', () => {
  it.each([
    ['10 EUR', '10.00'],
    ['10.99 USD', '10.99'],
    ['0.05 GBP', '0.05'],
    ['500 JPY', '500'],
    ['5 ISK', '5'],
    ['10.45 HUF', '10.45'],
    ['800.45 TWD', '800.45'],
    ['999999999999.99 EUR', '999999999999.99'],
  ])('%s is sent as "%s", and means the same when it comes back', (text, value) => {
    const currency = text.slice(-3);
    expect(toMollie(money(text))).toEqual({ currency, value });
    expect(fromMollie({ currency, value })).toEqual(money(text));
  });

  it.each(['1.000 KWD', '10 KRW', '5 UGX', '10.00 MGA', '10.00 INR'])('is refused if it is %s', (text) => {
    expect(() => toMollie(money(text))).toThrow(refusal('currency_invalid', { field: '/currency' }));
  });

  it.each([
    ['a fraction of JPY', '500.00', 'JPY'],
    ['a fraction of ISK', '5.5', 'ISK'],
    ['no fraction of EUR', '10', 'EUR'],
    ['one digit of EUR', '10.5', 'EUR'],
    ['half a cent', '10.005', 'EUR'],
    ['less than nothing', '-10.00', 'EUR'],
    ['a thousands separator', '1,000.00', 'EUR'],
    ['no number', 'free', 'EUR'],
    ['a currency that Mollie does not take', '1.000', 'KWD'],
    ['a currency that there is not', '1.00', 'XXX'],
  ])('that comes back as %s is not read', (_what, value, currency) => {
    expect(fromMollie({ currency, value })).toBeUndefined();
  });

  it('polar#11557, wordcamp.org#1320: no currency is charged or read a hundredfold', () => {
    expect(mollieCurrencies.size).toBe(28);
    for (const currency of mollieCurrencies) {
      expect(isCurrency(currency), currency).toBe(true);
      const sent = toMollie(readMoney('170', currency));
      expect([currency, Number(sent.value), fromMollie(sent)]).toEqual([currency, 170, readMoney('170', currency)]);
    }
  });
});
