import { fractionDigits, isCurrency } from '../../domain/currency.ts';
import { formatAmount, type Money } from '../../domain/money.ts';
import { Refusal } from '../../domain/refusal.ts';

/** An amount in Mollie's API: a decimal with exactly the currency's digits. */
export type MollieAmount = Readonly<{ currency: string; value: string }>;

/**
 * Digits after the point of each currency that Mollie takes (https://docs.mollie.com/docs/multicurrency). They agree with
 * ISO 4217, also for ISK, which Stripe sends with two. Currencies that Mollie names and ISO 4217 has withdrawn (BGN) are
 * left out. A method takes fewer: Mollie refuses the others by name.
 */
const digitsOf: ReadonlyMap<string, number> = new Map([
  ...digits(0, 'ISK JPY'),
  ...digits(
    2,
    'AED AUD BRL CAD CHF CZK DKK EUR GBP HKD HUF ILS MXN MYR NOK NZD PHP PLN RON RUB SEK SGD THB TWD USD ZAR',
  ),
]);

export const mollieCurrencies: ReadonlySet<string> = new Set(digitsOf.keys());

/** Throws a Refusal if Mollie cannot be sent the amount. */
export function toMollie(money: Money): MollieAmount {
  const { currency } = money;
  // A currency whose digits differ between the tables would be charged a hundredfold.
  if (digitsOf.get(currency) === fractionDigits(currency)) return { currency, value: formatAmount(money) };
  throw new Refusal('currency_invalid', `${currency} is not taken by Mollie`, { field: '/currency' });
}

/** An amount of Mollie's, as ours. Undefined unless it has exactly the digits that Mollie documents. */
export function fromMollie({ currency, value }: MollieAmount): Money | undefined {
  const digits = digitsOf.get(currency);
  if (digits === undefined || !isCurrency(currency) || digits !== fractionDigits(currency)) return undefined;
  const [, whole, fraction = ''] = /^(\d{1,12})(?:\.(\d+))?$/.exec(value) ?? [];
  if (whole === undefined || fraction.length !== digits) return undefined;
  return { minor: BigInt(whole + fraction), currency };
}

function digits(count: number, codes: string): [string, number][] {
  return codes.split(' ').map((code) => [code, count]);
}
