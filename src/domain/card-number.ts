/** Runs of at least 13 digits, in any groups; full-width digits count as digits. */
const digitRun = /\d(?:[ -]?\d){12,}/g;
const longestNumber = 19;

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

/**
 * Ids in hexadecimal: our references, ObjectIds, UUIDs without dashes, digests. Of those, one in some ten thousand has digits that
 * would pass for a card number. They have a letter, unlike a card number, but the data of a card's track 2 has one, too: the
 * number, a D, the expiry date and more digits, padded with an F (ISO/IEC 7813, EMV tag 57). docs/decisions/0123.
 */
const hexId = /(?<![\da-z])(?=\d*[a-f])(?!\d{13,19}d\d*f?(?![\da-z]))[\da-f]{20,}(?![\da-z])/gi;

/** Whether a text holds what looks like a card number, which must then be neither kept nor logged. */
export function holdsCardNumber(text: string): boolean {
  const plain = text.normalize('NFKC').replace(uuid, '').replace(hexId, '');
  return (plain.match(digitRun) ?? []).flatMap((run) => joinedGroups(run.split(/[ -]/))).some(isCardNumber);
}

/** Every row of neighbouring groups: a card number may stand next to its expiry date or its security code. */
function joinedGroups(groups: readonly string[]): string[] {
  const joined: string[] = [];
  for (let first = 0; first < groups.length; first++) {
    let digits = '';
    for (let last = first; last < groups.length && digits.length < longestNumber; last++) {
      digits += groups[last];
      joined.push(digits);
    }
  }
  return joined;
}

const isCardNumber = (digits: string) => issued.some((range) => range.test(digits)) && passesLuhn(digits);

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
