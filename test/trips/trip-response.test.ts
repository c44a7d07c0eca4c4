import { describe, expect, it } from 'vitest';
import { MalformedTripError, readFare } from '../../src/trips/trip-response.ts';
import { refusal } from '../support/refusals.ts';

const answer = (but: Record<string, unknown> = {}) =>
  JSON.stringify({ trip_id: '7', status: 'COMPLETED', fare: '18.50', ...but });
const fareOf = (but: Record<string, unknown> = {}) => readFare(answer(but), '7');

describe('responses of the trip service', () => {
  it('a completed trip has a fare in dollars', () => {
    expect(fareOf()).toEqual({ minor: 1850n, currency: 'USD' });
  });

  const deep = JSON.parse(`${'['.repeat(50)}${']'.repeat(50)}`);
  it.each([
    ['a route of a thousand points', { route: Array.from({ length: 1_000 }, (_, at) => ({ lat: at, lng: at })) }],
    ['an encoded polyline', { polyline: 'x'.repeat(20_000) }],
    ['nested details', { details: deep }],
    ['rider and driver ids of another form', { rider_id: 'usr:1', driver_id: null }],
  ])('a trip may have %s', (_what, but) => {
    expect(fareOf(but)).toMatchObject({ minor: 1850n });
  });

  it.each([
    ['a number', '18.50', 'USD', 1850n],
    ['more digits than a float can hold', '999999999999.99', 'USD', 99_999_999_999_999n],
    ['a currency without fraction', '1850', 'JPY', 1850n],
    ['a currency with three digits', '0.001', 'KWD', 1n],
  ])('the fare is read exactly: %s', (_what, fare, currency, minor) => {
    const text = `{"trip_id":7,"status":"COMPLETED","fare":${fare},"currency":"${currency}","route":["a","b"]}`;
    expect(readFare(text, '7')).toEqual({ minor, currency });
  });

  it.each(['RUNNING', 'CANCELLED', 'completed', ''])('a trip with status %j is refused and named', (status) => {
    expect(() => fareOf({ status, fare: null })).toThrow(refusal('trip_not_completed'));
    try {
      fareOf({ status });
    } catch (error) {
      expect(JSON.stringify((error as { details: { more: unknown } }).details.more)).toBe('{"trip_id":7}');
    }
  });

  it('a fare of zero is refused, as there is nothing to pay', () => {
    expect(() => fareOf({ fare: 0 })).toThrow(refusal('amount_not_positive'));
  });

  it.each([
    ['a negative fare', { fare: '-1.00' }],
    ['no fare', { fare: undefined }],
    ['a fare that is no number', { fare: 'a lot' }],
    ['a fare in exponent notation', { fare: 1e21 }],
    ['more digits than the currency has', { fare: '18.505' }],
    ['a fare of thirteen digits', { fare: '1000000000000.00' }],
    ['a fare in an object', { fare: { amount: 1 } }],
    ['an unknown currency', { currency: 'XXX' }],
    ['a currency in small letters', { currency: 'usd' }],
    ['a currency that is no text', { currency: 840 }],
    ['another trip', { trip_id: '8' }],
    ['no trip', { trip_id: undefined }],
    ['no status', { status: undefined }],
  ])('a response with %s is malformed', (_what, but) => {
    expect(() => fareOf(but)).toThrow(MalformedTripError);
  });

  it.each([
    ['no fare', { fare: undefined }, 'amount_required at /fare'],
    ['a fare with too many digits', { fare: 18.505 }, 'amount_precision at /fare'],
    ['another name for the trip', { trip_id: undefined, id: '7' }, 'field_required at /trip_id'],
    ['a currency that does not exist', { currency: 'secret' }, 'currency_invalid at /currency'],
  ])('a malformed response with %s says so, without its values', (_what, but, reason) => {
    expect(() => fareOf(but)).toThrow(new MalformedTripError(reason));
  });

  it.each(['', 'null', '7', '"trip"', '[]', '{}', '{', '<html>', '{"trip_id":"7","trip_id":"7"}', answer().repeat(2)])(
    'response %j is malformed',
    (text) => {
      expect(() => readFare(text, '7')).toThrow(MalformedTripError);
    },
  );
});
