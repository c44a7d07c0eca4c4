/**
 * Fraction digits of every active ISO 4217 currency that is not two. Not from `Intl`: it disagrees with the standard
 * on sixteen currencies (IQD has three digits there, none in `Intl`).
 */
const digitsOf: Readonly<Record<string, number>> = {
  ...digits(0, 'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF'),
  ...digits(
    2,
    `AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD CDF CHE CHF CHW CNY
     COP COU CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS
     INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MXV MYR
     MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP
     STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD USN UYU UZS VED VES WST XCD XCG YER ZAR ZMW ZWG`,
  ),
  ...digits(3, 'BHD IQD JOD KWD LYD OMR TND'),
  ...digits(4, 'CLF UYW'),
};

/** An ISO 4217 code in upper case that money can be in (not a metal, a fund or a test code). */
export type Currency = string & { readonly brand: 'Currency' };

export function isCurrency(code: string): code is Currency {
  return Object.hasOwn(digitsOf, code);
}

/** Every code that `isCurrency` knows. */
export const currencies: readonly string[] = Object.keys(digitsOf);

/** How many digits the currency has after its point: 0, 2, 3 or 4. */
export function fractionDigits(currency: Currency): number {
  const digits = digitsOf[currency];
  if (digits === undefined) throw new RangeError(`no such currency: ${currency}`);
  return digits;
}

function digits(count: number, codes: string): Record<string, number> {
  return Object.fromEntries(codes.split(/\s+/).map((code) => [code, count]));
}
