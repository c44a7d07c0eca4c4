import { describe, expect, it } from 'vitest';
import { chargeName, newPayment } from '../../src/domain/payment.ts';
import { mayBecome, type Status } from '../../src/domain/status.ts';
import { payment, processingPayment, wanted } from '../support/payments.ts';

const statuses = Object.keys(mayBecome) as Status[];
const now = Date.parse('2026-11-21T12:00:00.000Z');

describe('the life of a payment', () => {
  const steps: Readonly<Record<Status, readonly Status[]>> = {
    processing: ['pending', 'authorized', 'completed', 'failed'],
    pending: ['authorized', 'completed', 'failed'],
    authorized: ['completed', 'cancelled'],
    completed: [],
    failed: ['processing'],
    cancelled: [],
  };
  const pairs = statuses.flatMap((from) => statuses.map((to) => [from, to] as const));

  it.each(pairs)('from %s to %s', (from, to) => {
    expect(mayBecome[from].includes(to)).toBe(steps[from].includes(to));
  });

  it.each(['completed', 'cancelled'] as const)('what is %s stays so', (status) => {
    expect(mayBecome[status]).toEqual([]);
  });
});

describe('a payment that is begun', () => {
  const lease = { owner: 'us', until: now + 10_000 };
  const first = newPayment(wanted({ id: 'p' }), lease, 3, now);

  it('has decided nothing, and can refund nothing', () => {
    expect(first.status).toBe('processing');
    for (const field of ['outcome', 'settledBy', 'settledAt']) expect(first).not.toHaveProperty(field);
    expect([first.refundedMinor, first.refundableMinor]).toEqual([0n, 0n]);
  });

  it('says who works on it since when, and for the how-manieth time', () => {
    expect(first).toMatchObject({ lease, generation: 3, createdAt: '2026-11-21T12:00:00.000Z' });
  });
});

describe('what the processor knows a charge by', () => {
  it('is the same for every attempt to finish it', () => {
    const one = processingPayment({ lease: { owner: 'us', until: 1 } });
    const other = processingPayment({ lease: { owner: 'them', until: 2 } });
    expect(chargeName(one)).toBe(chargeName(other));
    expect(chargeName(one)).toBe('pay:f4690b42-5f55-8069-a1bc-e9473f437e5e:0');
  });

  it('is another for an order that is tried again', () => {
    expect(chargeName(payment({ generation: 1 }))).toBe('pay:f4690b42-5f55-8069-a1bc-e9473f437e5e:1');
  });
});
