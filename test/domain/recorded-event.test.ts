import { describe, expect, it } from 'vitest';
import type { Currency } from '../../src/domain/currency.ts';
import { eventId, namedEvent } from '../../src/domain/recorded-event.ts';
import { disputeOfToken } from '../../src/processor/simulated-disputes.ts';

const paymentId = 'e5f59f29-69f1-4650-896a-fecfdfd2a7e3';
const captured = { amount: { minor: 1n, currency: 'EUR' as Currency }, at: '2026-11-21T12:00:00.000Z' };
const [simulated] = disputeOfToken('pm_dispute_won', { intentId: `pay:${paymentId}:0`, captured, now: 0 });

describe('the public id of an event', () => {
  it.each([
    ['payment.completed', '0'],
    ['refund.completed', '0b8a4e2e-9d0c-8a51-b8ff-2f5c3f0f7f0e'],
    ['dispute.opened', 'dp_1PgWzKLkdIwHu7ix'],
    ['dispute.opened', 'chb_xFzwUN4ci8HAmSGUACS4J'],
    ['dispute.won', simulated?.id ?? ''],
    ['dispute.won', 'a.b/c#d:e'],
  ])('%s of %s leads back to the event', (type, subject) => {
    const named = { paymentId, type, subject };
    expect(namedEvent(eventId(named))).toEqual(named);
  });

  it.each(['', 'p1', 'p1:completed:0', 'p1:payment.completed:', 'p 1:payment.completed:0', 'settlement:stripe:txn_1'])(
    'cannot be "%s"',
    (text) => {
      expect(namedEvent(text)).toBeUndefined();
    },
  );
});
