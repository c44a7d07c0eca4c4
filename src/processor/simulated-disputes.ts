import type { DisputeStatus } from '../domain/dispute.ts';
import type { Captured, ObservedDispute } from './port.ts';

const day = 86_400_000;
const evidenceMs = 7 * day;
/** The customer's bank decides after two weeks. */
const decidedMs = 14 * day;

/** The payment method tokens whose payments are disputed as soon as they are captured, and how that ends. */
const ends: ReadonlyMap<string, DisputeStatus> = new Map([
  ['pm_dispute_inquiry', 'inquiry'],
  ['pm_dispute_open', 'open'],
  ['pm_dispute_won', 'won'],
  ['pm_dispute_lost', 'lost'],
]);

type Disputed = Readonly<{ intentId: string; captured: Captured; now: number }>;

/** The disputes of a payment by a token: a function of the clock, because the simulated processor keeps nothing. */
export function disputeOfToken(token: string, { intentId, captured, now }: Disputed): readonly ObservedDispute[] {
  const end = ends.get(token);
  if (end === undefined) return [];
  const opened = Date.parse(captured.at);
  const isDecided = now >= opened + decidedMs;
  const isClosed = (end === 'won' || end === 'lost') && isDecided;
  return [
    {
      id: `dispute:${intentId}`,
      status: end === 'inquiry' || isClosed ? end : 'open',
      escalated: end !== 'inquiry',
      amount: captured.amount,
      reason: 'fraudulent',
      evidenceDueBy: isoOf(opened + evidenceMs),
      openedAt: captured.at,
      closedAt: isClosed ? isoOf(opened + decidedMs) : undefined,
    },
  ];
}

const isoOf = (ms: number): string => new Date(ms).toISOString();
