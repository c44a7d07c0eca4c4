/** Runs of 13 to 19 digits, however they are grouped; full-width digits count as digits. */
const candidate = /(?<!\d)\d(?:[ -]?\d){12,18}(?!\d)/g;

/** The first digits and lengths that card schemes issue: ISO/IEC 7812 ranges in use. */
const issued = [
  /^4\d{12}(\d{3}){0,2}$/, // Visa
  /^(5[1-5]\d{14}|2(22[1-9]|2[3-9]\d|[3-6]\d{2}|7[01]\d|720)\d{12})$/, // Mastercard
  /^3[47]\d{13}$/, // American Express
  /^3(0[0-5]|[689]\d)\d{11}$/, // Diners Club
  /^(6011\d{12}|64[4-9]\d{13}|65\d{14})(\d{3})?$/, // Discover
  /^35(2[89]|[3-8]\d)\d{12}$/, // JCB
  /^62\d{14,17}$/, // UnionPay
  /^(5018|5020|5038|6304|6759|676[1-3])\d{8,15}$/, // Maestro
  /^(60|81|82|508)\d{13,14}$/, // RuPay
];

/** Our own ids; once in sixty thousand, one's digits would pass for a card number. */
const uuid = /\b[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}\b/gi;

/** Whether a text holds what looks like a card number, which must then be neither kept nor logged. */
export function holdsCardNumber(text: string): boolean {
  const plain = text.normalize('NFKC').replace(uuid, '');
  for (const [match] of plain.matchAll(candidate)) {
    const digits = match.replace(/[ -]/g, '');
    if (issued.some((range) => range.test(digits)) && passesLuhn(digits)) return true;
  }
  return false;
}

/** ISO/IEC 7812-1 annex B. */
function passesLuhn(digits: string): boolean {
  let sum = 0;
  for (let place = 0; place < digits.length; place++) {
    const digit = Number(digits[digits.length - 1 - place]);
    const weighted = place % 2 === 1 ? digit * 2 : digit;
    sum += weighted > 9 ? weighted - 9 : weighted;
  }
  return sum % 10 === 0;
}
