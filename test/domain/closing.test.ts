import { describe, expect, it } from 'vitest';
import { closingOf } from '../../src/domain/closing.ts';
import type { Payment } from '../../src/domain/payment.ts';
import { payment } from '../support/payments.ts';
import { refusal } from '../support/refusals.ts';

const now = 1_000;
const authorized = (but: Partial<Payment> = {}) => payment({ status: 'authorized', ...but });
const leased = (until: number) => authorized({ closing: 'capture', lease: { owner: 'other', until } });

describe('a payment that is to be captured', () => {
  it.each<[string, Payment, 'done' | 'close' | 'wait']>([
    ['is closed, if it is authorized', authorized(), 'close'],
    ['is done, if it was captured', payment(), 'done'],
    ['waits, while another is at it', leased(now + 1), 'wait'],
    ['waits to the last moment of the lease', leased(now), 'wait'],
    ['is taken over, once the lease is over', leased(now - 1), 'close'],
  ])('%s', (_what, given, wanted) => {
    expect(closingOf(given, { closing: 'capture' }, now)).toBe(wanted);
  });

  it.each<[Payment, readonly string[]]>([
    [payment({ status: 'processing' }), ['pending', 'authorized', 'completed', 'failed']],
    [payment({ status: 'pending' }), ['authorized', 'completed', 'failed', 'cancelled']],
    [payment({ status: 'cancelled' }), []],
    [payment({ status: 'failed' }), ['processing']],
    [authorized({ closing: 'cancel' }), ['cancelled']],
  ])('is refused in another state: %#', (given, allowed) => {
    const refused = closingOf(given, { closing: 'capture' }, now);
    expect(refused).toEqual(refusal('wrong_state', { more: { from: given.status, allowed } }));
  });
});
