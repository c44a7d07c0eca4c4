import { type DisputeStatus, mostDisputes } from '../../domain/dispute.ts';
import { type Intent, type ObservedDispute, UnexplainedAnswer } from '../port.ts';
import { ListPage, rawCode, readBody, StripeDispute } from './answers.ts';
import type { StripeCall } from './client.ts';
import { instantOf, money } from './intents.ts';
import { troubleOf, unreadable } from './troubles.ts';

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
    const answer = await ask({ method: 'GET', path: 'disputes', form });
    if (answer.status !== 200) throw troubleOf(answer) ?? unreadable(answer);
    const { data, has_more } = readBody(ListPage, answer);
    if (!Array.isArray(data)) throw unreadable(answer);
    found.push(...data.map((body) => disputeObservation(readBody(StripeDispute, { ...answer, body }))));
    after = found.at(-1)?.id;
    if (!has_more || after === undefined) break;
  }
  return found;
}

/** Stripe names no time at which a dispute was closed. */
function disputeObservation(dispute: StripeDispute): ObservedDispute {
  const { id, status, amount, currency, reason, created, evidence_details } = dispute;
  const standing = standings.get(status);
  if (standing === undefined) {
    throw new UnexplainedAnswer(
      `this version knows no state "${rawCode({ code: status })}" of a dispute: park it, never map it`,
    );
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
