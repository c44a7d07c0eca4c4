import * as z from 'zod/mini';
import { type DisputeStatus, mostDisputes } from '../../domain/dispute.ts';
import type { Intent, ObservedDispute } from '../port.ts';
import { rawCode, readBody, text } from './answers.ts';
import type { StripeCall } from './client.ts';
import { instantOf, money, unknownState } from './intents.ts';
import { readPage } from './reading.ts';

/** The members of a dispute that are read (https://docs.stripe.com/api/disputes/object). */
const StripeDispute = z.object({
  id: z.string(),
  status: z.string(),
  amount: z.number(),
  currency: z.string(),
  reason: text,
  created: z.number(),
  evidence_details: z.optional(z.object({ due_by: z.optional(z.number()) })),
});
type StripeDispute = z.output<typeof StripeDispute>;

type Standing = Readonly<{ status: DisputeStatus; escalated: boolean }>;

/**
 * Statuses of a dispute (https://docs.stripe.com/api/disputes/object#dispute_object-status). Those of an inquiry have taken no
 * money; one that the bank never escalated is won. A prevented dispute was settled by giving the customer their money back.
 */
const standings: ReadonlyMap<string, Standing> = new Map([
  ['warning_needs_response', { status: 'inquiry', escalated: false }],
  ['warning_under_review', { status: 'inquiry', escalated: false }],
  ['warning_closed', { status: 'won', escalated: false }],
  ['needs_response', { status: 'open', escalated: true }],
  ['under_review', { status: 'open', escalated: true }],
  ['won', { status: 'won', escalated: true }],
  ['lost', { status: 'lost', escalated: true }],
  ['prevented', { status: 'lost', escalated: true }],
]);

/** All disputes of an intent: a payment may have several. */
export async function findDisputes(ask: StripeCall, intent: Intent): Promise<readonly ObservedDispute[]> {
  const found: ObservedDispute[] = [];
  let after: string | undefined;
  while (found.length <= mostDisputes) {
    const form = { payment_intent: intent.id, limit: '100', starting_after: after };
    const { items, hasMore } = await readPage(ask, 'disputes', form);
    found.push(...items.map((item) => disputeObservation(readBody(StripeDispute, item))));
    after = found.at(-1)?.id;
    if (!hasMore || after === undefined) break;
  }
  return found;
}

/** Stripe names no time at which a dispute was closed. */
function disputeObservation(dispute: StripeDispute): ObservedDispute {
  const { id, status, amount, currency, reason, created, evidence_details } = dispute;
  const standing = standings.get(status);
  if (standing === undefined) {
    throw unknownState('a dispute', status);
  }
  const dueBy = evidence_details?.due_by;
  return {
    ...standing,
    id,
    amount: money(amount, currency),
    reason: reason ? rawCode({ code: reason }) : undefined,
    // 0, if the customer's bank takes no evidence.
    evidenceDueBy: dueBy ? instantOf(dueBy) : undefined,
    openedAt: instantOf(created),
    closedAt: undefined,
  };
}
