import type { Decision } from '../domain/outcome.ts';
import type { Payment, PendingPayment } from '../domain/payment.ts';
import { isOutOfTime, nextDue, nextDueOfCustomer } from '../domain/polling.ts';
import { Refusal } from '../domain/refusal.ts';
import type { Observation } from '../processor/port.ts';
import { askOrObserve, askProcessor, processorUnavailable } from './ask-processor.ts';
import { type AtProcessor, atProcessor, type ChargeServices, charged, dueOf, failed } from './charge.ts';
import { isTakenInPart, requireAmount } from './require-amount.ts';

export type ReconcileServices = Pick<ChargeServices, 'payments' | 'processors' | 'io'>;

/**
 * Brings a pending payment in line with its intent: the poller, a request for the same order, and events of the processor all
 * do the same. A customer who has to act is waited for until they are out of time, or `giveUp` says so; then the intent is
 * fenced, and what the fence finds is what the payment becomes.
 */
export async function reconcilePayment(
  payment: PendingPayment,
  { payments, processors, io }: ReconcileServices,
  { giveUp = false } = {},
): Promise<Payment> {
  const at = atProcessor(payment, processors);
  const { processor, intent, charge } = at;
  const seen = await askProcessor(processor.observe(intent, charge));
  const decision = decisionOf(payment, seen);
  const mayKeep = seen.state !== 'authorized' || !payment.fencing;
  const decided = (pending: PendingPayment, made: Decision, { state }: Observation) => {
    const dueAt = dueOf(made, processor, io.now());
    return payments.decide(pending, made, { at: isoOf(io.now()), dueAt, isTaken: state === 'captured' });
  };
  if (decision !== undefined && mayKeep) return decided(payment, decision, seen);
  const waitsForCustomer = seen.state === 'customer' || seen.state === 'refused' || seen.state === 'ready';
  const isOver = payment.fencing || (waitsForCustomer && (giveUp || isOutOfTime(payment, io.now())));
  // The look that ends the payment is not put off by those who want it to end.
  const dueAt = waitsForCustomer ? nextDueOfCustomer(payment, io.now()) : nextDue(payment.polls, io.now());
  const later = (pending: PendingPayment) => (giveUp ? pending : payments.postpone(pending, dueAt));
  if (!isOver) return later(payment);
  const marked = payment.fencing ? payment : await payments.beginFencing(payment);
  if (marked.status !== 'pending' || !marked.fencing) return marked;
  const fenced = await fence(at);
  // The processor cannot stop what the customer may still pay. The mark stays, so an authorization is not kept meanwhile.
  if (fenced.state === 'working') return later(marked);
  return decided(marked, afterFence(marked, seen, fenced), fenced);
}

/**
 * Gives a pending payment of an order up, because the order is asked for in another way; refuses while its processor is at
 * work on it.
 */
export async function giveUpPending(pending: PendingPayment, services: ReconcileServices): Promise<Payment> {
  const payment = await reconcilePayment(pending, services, { giveUp: true });
  if (payment.status !== 'pending') return payment;
  throw new Refusal('order_payment_in_progress', 'the payment of this order waits for its processor', {
    retryAfterSeconds: 60,
    more: { payment_id: payment.id },
  });
}

/** Undefined while nothing is firm. */
function decisionOf(payment: Payment, seen: Observation): Decision | undefined {
  const { amount } = payment;
  switch (seen.state) {
    case 'captured':
      if (isTakenInPart(payment, seen.captured)) return { status: 'authorized', reference: seen.reference };
      requireAmount(amount, seen.captured);
      return charged(seen);
    case 'authorized':
      requireAmount(amount, seen.capturable);
      return { status: 'authorized', reference: seen.reference };
    case 'dead':
      return failed(seen.code, seen.raw);
    case 'ready':
    case 'customer':
    case 'working':
    case 'refused':
      return undefined;
  }
}

/**
 * The payment failed for the reason that was seen before the fence, or else for the one that its intent keeps: it may have been
 * refused in between, or the look may have been answered by a replica. Without one, its customer abandoned it.
 */
function afterFence(payment: Payment, before: Observation, fenced: Observation): Decision {
  const decision = decisionOf(payment, fenced);
  if (decision === undefined || fenced.state === 'authorized') {
    throw processorUnavailable(new Error(`a fenced intent is ${fenced.state}`));
  }
  if (decision.status !== 'failed') return decision;
  if (before.state === 'refused') return failed(before.code, before.raw);
  return decision.failureCode === 'abandoned' ? failed('abandoned', 'abandoned') : decision;
}

const fence = ({ processor, intent, charge }: AtProcessor): Promise<Observation> =>
  askOrObserve(processor.fence(intent, charge), () => processor.observe(intent, charge));

const isoOf = (ms: number): string => new Date(ms).toISOString();
