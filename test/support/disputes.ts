import type { Currency } from '../../src/domain/currency.ts';
import type { Dispute, DisputeStatus, Disputes } from '../../src/domain/dispute.ts';

const closedAt = '2026-12-05T11:00:00.000Z';

/** A dispute of five dollars, opened on 22 November, except for what a test says of it. */
export function dispute(status: DisputeStatus, but: Partial<Omit<Dispute, 'status' | 'closedAt'>> = {}): Dispute {
  const common = {
    id: 'd1',
    amount: { minor: 500n, currency: 'USD' as Currency },
    reason: 'fraudulent',
    evidenceDueBy: '2026-11-29T11:00:00.000Z',
    openedAt: '2026-11-22T11:00:00.000Z',
    escalated: status !== 'inquiry',
    ...but,
  };
  return status === 'inquiry' || status === 'open' ? { ...common, status } : { ...common, status, closedAt };
}

export const disputesOf = (...all: readonly Dispute[]): Disputes => Object.fromEntries(all.map((one) => [one.id, one]));
