import { type Currency, fractionDigits, isCurrency } from './currency.ts';
import { Refusal } from './refusal.ts';

/** An exact amount: whole minor units (1099 is 10.99 USD, 1099 JPY, 1.099 KWD). */
export type Money = Readonly<{ minor: bigint; currency: Currency }>;

/** Currency of contracts that name none. */
const defaultCurrency = 'USD' as Currency;

const decimal = /^(-?)(0|[1-9]\d*)(?:\.(\d+))?$/;
const longestWhole = 12;

/** Reads a decimal as it was written, never through a float and never rounding. It may be zero or negative. */
export function readMoney(text: string, currencyCode: string = defaultCurrency, field = '/amount'): Money {
  const currency = readCurrency(currencyCode);
  const [, sign, whole, fraction = ''] = decimal.exec(text) ?? [];
  if (whole === undefined) {
    throw new Refusal('amount_format', 'write the amount as digits with a point, like 10.99', {
      field,
    });
  }
  if (whole.length > longestWhole) {
    throw new Refusal('amount_too_large', `the amount has more than ${longestWhole} digits before its point`, {
      field,
    });
  }
  const digits = fractionDigits(currency);
  const significant = fraction.replace(/0+$/, '');
  if (significant.length > digits) {
    throw new Refusal('amount_precision', `${currency} has ${digits} digits after the point`, {
      field,
    });
  }
  const minor = BigInt(whole + significant.padEnd(digits, '0'));
  return { minor: sign === '-' ? -minor : minor, currency };
}

function readCurrency(code: string): Currency {
  if (isCurrency(code)) return code;
  throw new Refusal('currency_invalid', 'currency must be an ISO 4217 code in capitals, like USD', {
    field: '/currency',
  });
}

/** Throws `currency_mismatch` if a request names another currency than that of the payment which it is about. */
export function requireCurrencyOf({ currency }: Money, named: string | undefined): void {
  if (named === undefined || readCurrency(named) === currency) return;
  throw new Refusal('currency_mismatch', `the payment is in ${currency}, not in ${named}`, {
    field: '/currency',
    more: { payment_currency: currency },
  });
}

/** Throws if the currencies differ: such a sum would be an amount of neither. */
export function plus(one: Money, other: Money): Money {
  if (one.currency !== other.currency) throw new Error(`${one.currency} and ${other.currency} have no sum`);
  return { minor: one.minor + other.minor, currency: one.currency };
}

export function requirePositive(money: Money, field = '/amount'): Money {
  if (money.minor > 0n) return money;
  throw new Refusal('amount_not_positive', 'the amount must be more than zero', { field });
}

/** The decimal with exactly the currency's digits: `50.00`, `1250`, `1.250`. */
export function formatAmount({ minor, currency }: Money): string {
  const digits = fractionDigits(currency);
  const text = String(minor < 0n ? -minor : minor).padStart(digits + 1, '0');
  const sign = minor < 0n ? '-' : '';
  return digits === 0 ? sign + text : `${sign}${text.slice(0, -digits)}.${text.slice(-digits)}`;
}
