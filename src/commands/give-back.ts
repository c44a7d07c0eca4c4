import type { Payment } from '../domain/payment.ts';
import { earlier } from '../domain/polling.ts';
import {
  type DecidedRefund,
  isDecidedRefund,
  type ProcessingRefund,
  type Refund,
  type RefundOutcome,
} from '../domain/refund-states.ts';
import type { RefundObservation, RefundRequest } from '../processor/port.ts';
import type { Processors } from '../processor/routing.ts';
import type { Io } from '../runtime/io.ts';
import type { Payments } from '../store/payments.ts';
import type { Refunds } from '../store/refunds.ts';
import { askProcessor, processorUnavailable } from './ask-processor.ts';
import { atProcessor } from './charge.ts';
import { lookAfter } from './looks-at-refunds.ts';
import { TakenOver } from './run-once.ts';

export type RefundServices = Readonly<{ payments: Payments; refunds: Refunds; processors: Processors; io: Io }>;

const hourMs = 3_600_000;
/**
 * Stripe forgets a key after 24 hours. Mollie does after one, and its adapter looks for a refund before it sends it. A refund
 * is sent by one key for 20 hours; for another hour, which is longer than any request is on its way, it is only looked for;
 * then, if it is not there, it gets its next key.
 */
const sentByKeyMs = 20 * hourMs;
const lookedForMs = 21 * hourMs;

type HeldByRefund = Readonly<{ payment: Payment; refund: ProcessingRefund; owner: string }>;

/** Sends back what a refund reserved. `resumed`: an earlier attempt may have sent it, so it is looked for first. */
export async function giveBack(
  { payment, refund, owner }: HeldByRefund,
  { refunds, processors, io }: Pick<RefundServices, 'refunds' | 'processors' | 'io'>,
  { resumed }: Readonly<{ resumed: boolean }>,
): Promise<RefundOutcome> {
  const { processor, intent, charge } = atProcessor(payment, processors);
  const request = requestOf(payment, refund);
  const age = io.now() - Date.parse(refund.keySince ?? refund.createdAt);
  const isOld = Number.isFinite(processor.can.keysForMs) && age > sentByKeyMs;
  if (resumed || isOld) {
    const seen = await askProcessor(processor.observeRefund(intent, charge, request));
    if (seen.state !== 'absent') return outcomeOf(seen);
    if (isOld && age <= lookedForMs) throw processorUnavailable(new Error('the refund may still be on its way'));
  }
  if (!isOld) return outcomeOf(await askProcessor(processor.refund(intent, charge, request)));
  const renewed = await refunds.renewKey(payment.id, refund, owner, new Date(io.now()).toISOString());
  if (!renewed.done) throw new TakenOver();
  const next = { ...request, attempt: refund.attempt + 1 };
  return outcomeOf(await askProcessor(processor.refund(intent, charge, next)));
}

/** A refund as its processor is asked for it. */
export const requestOf = ({ amount }: Payment, refund: Refund): RefundRequest => ({
  id: refund.id,
  attempt: refund.attempt,
  amount: { minor: refund.amountMinor, currency: amount.currency },
  reference: refund.externalReference ?? refund.reference,
});

function outcomeOf(seen: RefundObservation): RefundOutcome {
  switch (seen.state) {
    case 'returned':
      return { status: 'completed', reference: seen.reference };
    case 'failed':
      return { status: 'failed' };
    case 'working':
      return { status: 'pending', reference: seen.reference };
    case 'absent':
      throw processorUnavailable(new Error(`the refund is ${seen.state}`));
  }
}

export type SettledRefund = Readonly<{ payment: Payment; refund: DecidedRefund; byUs: boolean }>;

/** Each round means that a look at the payment's refunds or disputes has moved its due time. */
const mostRounds = 6;

/**
 * Decides a refund by the lease of an owner; one that was decided meanwhile stays as it was decided. The due time becomes
 * the earlier one of what is stored and of when this refund has to be looked at.
 */
export async function settleRefund(
  payment: Payment,
  refund: ProcessingRefund,
  owner: string,
  outcome: RefundOutcome,
  { refunds, processors, io }: Pick<RefundServices, 'refunds' | 'processors' | 'io'>,
): Promise<SettledRefund> {
  const now = io.now();
  const { processor } = atProcessor(payment, processors);
  const due = lookAfter(outcome.status, processor, now);
  let seen = payment;
  for (let round = 0; round < mostRounds; round++) {
    const settled = { at: new Date(now).toISOString(), dueAt: due && earlier(seen.dueAt, due) };
    const { payment: after } = await refunds.settle(seen, refund, owner, outcome, settled);
    const entry = after?.refunds[refund.id];
    if (after === undefined || entry === undefined) break;
    if (isDecidedRefund(entry)) return { payment: after, refund: entry, byUs: entry.settledBy === owner };
    if (entry.lease.owner !== owner) break;
    seen = after;
  }
  throw new TakenOver();
}
