import { type Currency, currencies, fractionDigits, isCurrency } from '../../domain/currency.ts';
import type { Money } from '../../domain/money.ts';
import { Refusal } from '../../domain/refusal.ts';

/** Stripe does not take these (https://docs.stripe.com/currencies#presentment-currencies); a test compares with its list. */
const notTaken =
  'BOV CHE CHW CLF COU CUP ERN IQD IRR KPW LYD MRU MXV SDG SSP STN SYP TMT USN UYI UYW VED VES ZWG'.split(' ');

export const stripeCurrencies: ReadonlySet<string> = new Set(currencies.filter((code) => !notTaken.includes(code)));

/**
 * Number of fraction digits of an amount in Stripe's API where it is neither ISO 4217 nor what the currency is written with: ISK and UGX
 * are sent with two digits that are always 00, MGA with none (https://docs.stripe.com/currencies#zero-decimal, #special-cases). HUF and
 * TWD are whole only in payouts, which this service does not make.
 */
const ownDigits: ReadonlyMap<string, number> = new Map([
  ['ISK', 2],
  ['MGA', 0],
  ['UGX', 2],
]);

const digitsOf = (currency: Currency): number => ownDigits.get(currency) ?? fractionDigits(currency);

/** Card networks take up to 12 digits (https://docs.stripe.com/currencies#minimum-and-maximum-charge-amounts). */
const largest = 999_999_999_999n;

/** An amount as Stripe's API has it. Throws a Refusal, never rounds, if Stripe cannot be sent it. */
export function toStripe(money: Money): bigint {
  const { currency } = money;
  if (!stripeCurrencies.has(currency)) {
    throw new Refusal('currency_invalid', `${currency} is not taken by Stripe`, { field: '/currency' });
  }
  const digits = digitsOf(currency);
  const unit = power(fractionDigits(currency));
  const scaled = money.minor * power(digits);
  // The last of three digits must be 0: https://docs.stripe.com/currencies#three-decimal
  const most = digits === 3 ? 2 : digits;
  if (scaled % (unit * power(digits - most)) !== 0n) {
    throw new Refusal('amount_precision', `Stripe takes ${currency} with at most ${most} digits after the point`, {
      field: '/amount',
    });
  }
  const amount = scaled / unit;
  if (amount <= largest) return amount;
  throw new Refusal('amount_too_large', 'the amount is larger than Stripe takes', { field: '/amount' });
}

/** After a payment was claimed, an amount that cannot be sent is no client's mistake any more. */
export function sendableOr(amount: Money): bigint | Refusal {
  try {
    return toStripe(amount);
  } catch (error) {
    if (error instanceof Refusal) return error;
    throw error;
  }
}

/** Converts an amount of Stripe's to ours. Undefined if that would have to be rounded, or the currency is not known. */
export function fromStripe(amount: number, stripeCurrency: string): Money | undefined {
  const currency = stripeCurrency.toUpperCase();
  if (!isCurrency(currency) || !stripeCurrencies.has(currency) || !Number.isSafeInteger(amount)) return undefined;
  const scaled = BigInt(amount) * power(fractionDigits(currency));
  const unit = power(digitsOf(currency));
  return scaled % unit === 0n ? { minor: scaled / unit, currency } : undefined;
}

const power = (exponent: number): bigint => 10n ** BigInt(exponent);
