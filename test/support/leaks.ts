import { holdsCardNumber } from '../../src/domain/card-number.ts';

/** Harmless text that resembles card numbers: UUIDs, CloudWatch timestamps in milliseconds, asset folders. */
const ours = /\b[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}\b|"Timestamp":\d{13}(?=,)|\basset\.[\da-f]{64}\b/gi;

/** Ids of traces: their random digits pass the check digit's test now and then, but not the service's own test. */
const traceIds = /"trace_ids?":(?:"[\da-f]{32}"|\[[^\]]*\])/g;

/** Card numbers and secrets in a text that must not be logged. */
export function leaksIn(text: string, secrets: readonly string[]): string[] {
  const withoutIds = text.replace(ours, '').replace(traceIds, (ids) => (holdsCardNumber(ids) ? ids : ''));
  const plain = withoutIds.normalize('NFKC');
  const numbers = plain.match(/(?<!\d)\d(?:[ -]?\d){12,18}(?!\d)/g) ?? [];
  const written = numbers.filter((run) => holdsCardNumber(run) || isLuhnValid(run.replace(/[ -]/g, '')));
  return [
    ...written,
    ...(holdsCardNumber(plain) ? ['a card number'] : []),
    ...secrets.filter((one) => text.includes(one)),
  ];
}

/** ISO/IEC 7812-1 annex B. A second implementation, because the service's own is under test. */
function isLuhnValid(digits: string): boolean {
  const weights = [...digits].reverse().map((digit, place) => Number(digit) * (place % 2 === 0 ? 1 : 2));
  return weights.reduce((sum, each) => sum + (each > 9 ? each - 9 : each), 0) % 10 === 0;
}
