import { fractionDigits, isCurrency } from '../../domain/currency.ts';
import type { Money } from '../../domain/money.ts';
import { Refusal } from '../../domain/refusal.ts';

/**
 * Number of fraction digits of an amount in Stripe's API. This is neither ISO 4217 nor what a currency is written
 * with: ISK and UGX are sent with two digits that are always 00, MGA with none
 * (https://docs.stripe.com/currencies#zero-decimal, #special-cases). HUF and TWD are whole only in payouts, which this
 * service does not make. Currencies that Stripe does not take are missing.
 */
const digitsOf: ReadonlyMap<string, number> = new Map([
  ...digits(0, 'BIF CLP DJF GNF JPY KMF KRW MGA PYG RWF VND VUV XAF XOF XPF'),
  ...digits(
    2,
    `AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CNY COP CRC CVE CZK
     DKK DOP DZD EGP ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR ISK JMD KES KGS KHR KYD KZT
     LAK LBP LKR LRD LSL MAD MDL MKD MMK MNT MOP MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN
     QAR RON RSD RUB SAR SBD SCR SEK SGD SHP SLE SOS SRD SVC SZL THB TJS TOP TRY TTD TWD TZS UAH UGX USD UYU UZS WST XCD
     XCG YER ZAR ZMW`,
  ),
  ...digits(3, 'BHD JOD KWD OMR TND'),
]);

/** Card networks take up to 12 digits (https://docs.stripe.com/currencies#minimum-and-maximum-charge-amounts). */
const largest = 999_999_999_999n;

export const stripeCurrencies: ReadonlySet<string> = new Set(digitsOf.keys());

/** An amount as Stripe's API has it. Throws a Refusal, never rounds, if Stripe cannot be sent it. */
export function toStripe(money: Money): bigint {
  const { currency } = money;
  const digits = digitsOf.get(currency);
  if (digits === undefined) {
    throw new Refusal('currency_invalid', `${currency} is not taken by Stripe`, { field: '/currency' });
  }
  const shift = digits - fractionDigits(currency);
  // The last of three digits must be 0: https://docs.stripe.com/currencies#three-decimal
  const step = shift < 0 ? power(-shift) : digits === 3 ? 10n : 1n;
  if (money.minor % step !== 0n) {
    const most = fractionDigits(currency) - String(step).length + 1;
    throw new Refusal('amount_precision', `Stripe takes ${currency} with at most ${most} digits after the point`, {
      field: '/amount',
    });
  }
  const amount = shift < 0 ? money.minor / step : money.minor * power(shift);
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
  const digits = digitsOf.get(currency);
  if (digits === undefined || !isCurrency(currency) || !Number.isSafeInteger(amount)) return undefined;
  const shift = fractionDigits(currency) - digits;
  if (shift >= 0) return { minor: BigInt(amount) * power(shift), currency };
  const isWhole = BigInt(amount) % power(-shift) === 0n;
  return isWhole ? { minor: BigInt(amount) / power(-shift), currency } : undefined;
}

const power = (exponent: number): bigint => 10n ** BigInt(exponent);

function digits(count: number, codes: string): [string, number][] {
  return codes.split(/\s+/).map((code) => [code, count]);
}
