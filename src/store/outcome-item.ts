import * as z from 'zod/mini';
import { type Decision, failureCodes, type Outcome, type Payment } from '../domain/payment.ts';
import { approvedStatuses } from '../domain/status.ts';
import type { Item } from './item.ts';
import { Minor } from './minor.ts';

// How much was captured, and what a pending payment became, are kept in the outcome because the indexes hold it, and no
// deployed index can get another attribute.
const ApprovedItem = z.object({
  status: z.enum(approvedStatuses),
  reference: z.string(),
  captured_minor: z.optional(Minor),
});
const FailedItem = z.object({
  status: z.literal('failed'),
  failure_code: z.enum(failureCodes),
  raw_code: z.optional(z.string()),
  paid_by: z.optional(z.string()),
});
const DecisionItem = z.discriminatedUnion('status', [ApprovedItem, FailedItem]);
const PendingItem = z.object({
  status: z.literal('pending'),
  action: z.optional(
    z.discriminatedUnion('type', [
      z.object({ type: z.literal('redirect'), url: z.string() }),
      z.object({ type: z.literal('in_app') }),
    ]),
  ),
  decision: z.optional(DecisionItem),
});

export const OutcomeItem = z.discriminatedUnion('status', [ApprovedItem, FailedItem, PendingItem]);
type OutcomeRow = z.output<typeof OutcomeItem>;
type DecisionRow = z.output<typeof DecisionItem>;

export const outcomeOf = (row: OutcomeRow): Outcome =>
  row.status === 'pending' ? { status: row.status, action: row.action } : decisionOf(row);

export function decisionIn(row: OutcomeRow | undefined): Decision | undefined {
  const decided = decidedIn(row);
  return decided && decisionOf(decided);
}

/** How much was captured, of a payment that was captured in part. */
export function capturedIn(row: OutcomeRow | undefined): bigint | undefined {
  const decided = decidedIn(row);
  return decided === undefined || decided.status === 'failed' ? undefined : decided.captured_minor;
}

const decidedIn = (row: OutcomeRow | undefined): DecisionRow | undefined =>
  row?.status === 'pending' ? row.decision : row;

function decisionOf(row: DecisionRow): Decision {
  if (row.status !== 'failed') return { status: row.status, reference: row.reference };
  return {
    status: row.status,
    failureCode: row.failure_code,
    ...(row.raw_code !== undefined && { rawCode: row.raw_code }),
    ...(row.paid_by !== undefined && { paidBy: row.paid_by }),
  };
}

export const decisionItem = (decision: Decision): Item =>
  decision.status === 'failed'
    ? {
        status: decision.status,
        failure_code: decision.failureCode,
        raw_code: decision.rawCode,
        paid_by: decision.paidBy,
      }
    : { status: decision.status, reference: decision.reference };

export const outcomeItem = (outcome: Outcome): Item =>
  outcome.status === 'pending' ? { status: outcome.status, action: outcome.action } : decisionItem(outcome);

/** The path of how much was captured, beside the decision that it belongs to. */
export const capturedPath = ({ outcome }: Payment): string =>
  outcome?.status === 'pending' ? 'outcome.decision.captured_minor' : 'outcome.captured_minor';

/** The outcome of a payment that is written whole. */
export function outcomeItemOf({ outcome, decision, capturedMinor }: Payment): Item | undefined {
  if (outcome === undefined) return undefined;
  if (outcome.status !== 'pending') return { ...outcomeItem(outcome), captured_minor: capturedMinor };
  const decided = decision && { ...decisionItem(decision), captured_minor: capturedMinor };
  return { ...outcomeItem(outcome), decision: decided };
}
