import { describe, expect, it } from 'vitest';
import type { Payment } from '../../src/domain/payment.ts';
import { incrementsOf, totalIncrements } from '../../src/projections/counters.ts';
import { type EventKind, eventsOf } from '../../src/projections/events.ts';
import { failedPayment, payment } from '../support/payments.ts';
import { refund, refundsOf } from '../support/stream.ts';

const raised = (kind: EventKind, one: Payment = payment()) =>
  Object.fromEntries(incrementsOf({ kind, payment: one, refund: refund() }));

describe('counter increments', () => {
  it.each<[EventKind, Record<string, bigint>]>([
    ['payment.begun', { begun: 1n }],
    ['payment.authorized', {}],
    ['payment.completed', { 'payments#completed#card': 1n, 'charged#USD': 1099n }],
    ['payment.captured', { 'payments#completed#card': 1n, 'charged#USD': 1099n }],
    ['payment.cancelled', { 'payments#cancelled#card': 1n }],
    ['payment.refused', { refused: 1n }],
    ['payment.refunded', { 'payments#refunded#card': 1n }],
    ['refund.completed', { 'refunds#completed': 1n, 'refunded#USD': 100n }],
    ['refund.failed', { 'refunds#failed': 1n }],
  ])('event %s increments its counters', (kind, expected) => {
    expect(raised(kind)).toEqual(expected);
  });

  it('a failed payment is counted by failure code and method', () => {
    expect(raised('payment.failed', failedPayment({ method: 'wallet' }, 'expired_card'))).toEqual({
      'payments#failed#wallet': 1n,
      'declines#expired_card': 1n,
    });
  });

  it('totals are exact beyond the range of floats', () => {
    const dear = payment({ amount: { ...payment().amount, minor: 99_999_999_999_999n }, refunds: refundsOf(refund()) });
    const many = Array.from({ length: 1_000 }, () => eventsOf(undefined, dear)).flat();
    expect(Object.fromEntries(totalIncrements(many))).toEqual({
      begun: 1000n,
      'payments#completed#card': 1000n,
      'charged#USD': 99_999_999_999_999_000n,
      'refunds#completed': 1000n,
      'refunded#USD': 100_000n,
    });
  });

  it('an event increments at most two counters, so that 33 events fit a transaction', () => {
    const kinds = ['payment.completed', 'payment.failed', 'refund.completed'] as const;
    expect(Math.max(...kinds.map((kind) => Object.keys(raised(kind)).length))).toBe(2);
  });
});
