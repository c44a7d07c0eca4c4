/**
 * Codes of all active ISO 4217 currencies by their fraction digits. Not from `Intl`: it disagrees with the standard on
 * sixteen currencies (IQD has three digits there, none in `Intl`).
 */
const codes = [
  [0, 'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF'],
  [2, 'AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD CDF CHE'],
  [2, 'CHF CHW CNY COP COU CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD'],
  [2, 'HKD HNL HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK'],
  [2, 'MNT MOP MRU MUR MVR MWK MXN MXV MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD'],
  [2, 'RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH'],
  [2, 'USD USN UYU UZS VED VES WST XCD XCG YER ZAR ZMW ZWG'],
  [3, 'BHD IQD JOD KWD LYD OMR TND'],
  [4, 'CLF UYW'],
] as const;

/** Filled by loops: every function does so at each cold start, and regular expressions and entries take five times as long. */
const digitsOf = new Map<string, number>();
for (const [digits, line] of codes) for (const code of line.split(' ')) digitsOf.set(code, digits);

/** An ISO 4217 code in upper case that money can be in (not a metal, a fund or a test code). */
export type Currency = string & { readonly brand: 'Currency' };

export function isCurrency(code: string): code is Currency {
  return digitsOf.has(code);
}

/** Every code that `isCurrency` knows. */
export const currencies: readonly string[] = [...digitsOf.keys()];

/** How many digits the currency has after its point: 0, 2, 3 or 4. */
export function fractionDigits(currency: Currency): number {
  const digits = digitsOf.get(currency);
  if (digits === undefined) throw new RangeError(`no such currency: ${currency}`);
  return digits;
}
