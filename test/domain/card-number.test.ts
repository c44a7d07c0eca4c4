import { describe, expect, it, vi } from 'vitest';
import { holdsCardNumber } from '../../src/domain/card-number.ts';
import { seeded } from '../support/random.ts';

describe('what looks like a card number is found', () => {
  it.each([
    ['Visa', '4111111111111111'],
    ['Visa of thirteen digits', '4222222222222'],
    ['Mastercard', '5555555555554444'],
    ['Mastercard of the 2 series', '2223003122003222'],
    ['American Express', '378282246310005'],
    ['Diners Club', '30569309025904'],
    ['Discover', '6011111111111117'],
    ['JCB', '3530111333300000'],
    ['UnionPay', '6200000000000005'],
    ['Maestro', '6759649826438453'],
    ['RuPay', '6070000000000002'],
  ])('%s: %s', (_scheme, number) => {
    expect(holdsCardNumber(number)).toBe(true);
  });

  it.each([
    ['in groups', '4111 1111 1111 1111'],
    ['with dashes', '4111-1111-1111-1111'],
    ['digit by digit', '4 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1'],
    ['in full-width digits', '４１１１１１１１１１１１１１１１'],
    ['in full-width digits and spaces', '４１１１　１１１１　１１１１　１１１１'],
    ['in mathematical digits', '𝟒𝟏𝟏𝟏𝟏𝟏𝟏𝟏𝟏𝟏𝟏𝟏𝟏𝟏𝟏𝟏'],
    ['with spaces that do not break', '4111\u00a01111\u00a01111\u00a01111'],
    ['in a sentence', 'please charge 4111111111111111, thanks'],
    ['in an id', 'order_4111111111111111_x'],
    ['before its expiry date', '4111 1111 1111 1111 12 27'],
    ['before its security code', '4111111111111111 123'],
    ['after another number', '7 4111111111111111'],
    ['beside one of our ids', 'd458bf39-abbd-851b-869d-580699aa144b 4111111111111111'],
    ['beside a digest', '7d9af79fdb95603415fea86a1fd4e5423a0dd2a5cb8c238d4350272851218f6e 4111111111111111'],
    ['behind a word that is hexadecimal', 'card_4111111111111111'],
    ['in the data of a track 2', '4111111111111111D27122010000012345678F'],
    ['in the data of a track 2 without padding', '4111111111111111d2712201'],
    ['in hexadecimal that ends in another letter', '4111111111111111abcdefz'],
  ])('%s: %s', (_how, text) => {
    expect(holdsCardNumber(text)).toBe(true);
  });
});

describe('other numbers pass', () => {
  it.each([
    ['a wrong check digit', '4111111111111112'],
    ['a number that no scheme issues', '1111111111111117'],
    ['twelve digits', '411111111111'],
    ['twenty digits', '41111111111111111111'],
    ['a time in ms', '1795246200000'],
    ['a time in µs', '1795246200000000'],
    ['an order number', 'ORD-2026-0000123456'],
    ['a date and time', '2026-11-21 12:30:45'],
    ['a phone number', '+44 20 7946 0958'],
    ['an amount', '999999999999.99'],
    ['a safe integer', '9007199254740993'],
    ['our reference', 'PAY-1F2E3D4C5B6A79881726'],
    ['a reference of ours whose digits would pass', 'PAY-4970737381319D1D275C'],
    ['a receipt of that payment', 'RCP-4970737381319D1D275C'],
    ['an ObjectId', '4ac0d4555904785247213277'],
    ['an ObjectId behind a prefix', 'order_4ac0d4555904785247213277'],
    ['a UUID without dashes', '0da9e7006066dfd4073640186728785a'],
    ['a digest', '7d9af79fdb95603415fea86a1fd4e5423a0dd2a5cb8c238d4350272851218f6e'],
    ['nothing', ''],
  ])('%s: %s', (_what, text) => {
    expect(holdsCardNumber(text)).toBe(false);
  });

  it('nor is one of digits alone, written in capitals or in a sentence', () => {
    const allDigits = '41111111-1111-4111-8111-111111111111';
    expect([allDigits, `key ${allDigits}.`].filter(holdsCardNumber)).toEqual([]);
  });

  it('none of ten thousand times in ms is taken for a card', () => {
    const random = seeded(3);
    const times = Array.from({ length: 10_000 }, () => String(1_700_000_000_000 + random.whole(10 ** 11)));
    expect(times.filter(holdsCardNumber)).toEqual([]);
  });
});

// Mutants are slower by what counts them, and judged by what they answer.
it.skipIf('MUTATION_TESTING' in process.env)('the longest text that can be sent is searched at once', () => {
  expect(holdsCardNumber('4 '.repeat(32_768))).toBe(false);
  // Twice as much text is twice as much work.
  const tests = vi.spyOn(RegExp.prototype, 'test');
  const workOn = (digits: number) => {
    tests.mockClear();
    holdsCardNumber('4 '.repeat(digits));
    return tests.mock.calls.length;
  };
  const work = [125, 250, 500].map(workOn);
  tests.mockRestore();
  expect((work[2] ?? 0) - (work[1] ?? 0)).toBe(2 * ((work[1] ?? 0) - (work[0] ?? 0)));
});
