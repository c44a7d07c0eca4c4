import { isText } from './arguments.ts';
import { currenciesByDigits } from './generated/currencies.ts';

/** Minor units, the smallest of the currency: 2500 are 25.00 EUR, and 2,500 JPY. */
type MinorUnits = Readonly<{ minor: bigint | number }>;

/** A decimal string such as `'25.00'`, or minor units. Never a float: 0.1 + 0.2 is not 0.3. */
export type Amount = string | MinorUnits;

/** Minor units of a payment whose currency is stored: they have to name it. */
export type MinorUnitsOf = MinorUnits & Readonly<{ currency: string }>;

/** Decimal string that is sent. Throws TypeError for a number and RangeError for an unknown currency. */
export function decimalAmount(amount: Amount, currency: string): string {
  if (isText(amount)) return amount;
  // Callers without types may pass a number or null.
  const { minor }: { minor?: unknown } = Object(amount);
  if (typeof minor !== 'bigint' && !(typeof minor === 'number' && Number.isSafeInteger(minor))) {
    throw new TypeError("an amount is text such as '25.00', or { minor: 2500 }");
  }
  const digits = fractionDigits(currency);
  const sign = minor < 0 ? '-' : '';
  const text = String(minor)
    .replace('-', '')
    .padStart(digits + 1, '0');
  return sign + (digits ? `${text.slice(0, -digits)}.${text.slice(-digits)}` : text);
}

/** Minor units of a decimal string: `minorUnits('25.00', 'EUR')` is 2500n. Throws RangeError if it has more digits than the currency. */
export function minorUnits(amount: string, currency: string): bigint {
  const digits = fractionDigits(currency);
  const [, sign = '', whole = '', fraction = ''] = /^(-?)(\d+)(?:\.(\d+))?$/.exec(amount) ?? [];
  if (!whole || /[1-9]/.test(fraction.slice(digits))) throw new RangeError(`not an amount in ${currency}: ${amount}`);
  return BigInt(sign + whole + fraction.slice(0, digits).padEnd(digits, '0'));
}

function fractionDigits(currency: string): number {
  for (const [digits, codes] of Object.entries(currenciesByDigits)) {
    if (codes.match(/.{3}/g)?.includes(currency)) return Number(digits);
  }
  throw new RangeError(`no such currency: ${currency}`);
}
