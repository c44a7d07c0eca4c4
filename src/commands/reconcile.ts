import type { AuthorizedPayment, CompletedPayment, Payment, PendingPayment } from '../domain/payment.ts';
import { dueOfAuthorization } from '../domain/polling.ts';
import type { Observation } from '../processor/port.ts';
import type { AuthorizationEnd, Authorizations } from '../store/authorizations.ts';
import type { DisputesTable } from '../store/disputes.ts';
import type { WatchedRefunds } from '../store/watched-refunds.ts';
import { askProcessor } from './ask-processor.ts';
import { atProcessor } from './charge.ts';
import { reconcileDisputes } from './reconcile-disputes.ts';
import { type ReconcileServices, reconcilePayment } from './reconcile-payment.ts';
import { reconcileRefunds } from './reconcile-refunds.ts';
import { requirePart } from './require-amount.ts';

export type ReconcilePaymentServices = ReconcileServices &
  Readonly<{ authorizations: Authorizations; refunds: WatchedRefunds; disputes: DisputesTable }>;

/** `unexplained`: what was found does not go together. Nothing was decided by that, and a person has to look at it. */
type Reconciled = 'changed' | 'waiting' | 'unexplained';

/**
 * Brings a payment that was answered in line with its processor, whatever state it is in. The poller and events do the same,
 * so that an event proves nothing and a lost one costs time alone.
 */
export async function reconcile(payment: Payment, services: ReconcilePaymentServices): Promise<Reconciled> {
  switch (payment.status) {
    case 'completed':
      return reconcileCompleted(payment, services);
    case 'authorized':
      return changeOf(payment, await reconcileAuthorized(payment, services));
    case 'pending':
      return changeOf(payment, await reconcilePending(payment, services));
    // Finished by its own retry or the sweeper.
    case 'processing':
    case 'failed':
    case 'cancelled':
      return 'waiting';
  }
}

/** Refunds first: a key that may not read disputes holds nothing else up. Nor do refunds that cannot be read hide a dispute. */
async function reconcileCompleted(payment: CompletedPayment, services: ReconcilePaymentServices): Promise<Reconciled> {
  const [refunds] = await Promise.allSettled([reconcileRefunds(payment, services)]);
  const disputes = await reconcileDisputes(payment, services);
  if (refunds.status === 'rejected') throw refunds.reason;
  if (refunds.value === 'unexplained') return refunds.value;
  return refunds.value === 'changed' || disputes === 'changed' ? 'changed' : 'waiting';
}

async function reconcilePending(pending: PendingPayment, services: ReconcilePaymentServices): Promise<Payment> {
  return withNews(await reconcilePayment(pending, services), services);
}

async function reconcileAuthorized(before: AuthorizedPayment, services: ReconcilePaymentServices): Promise<Payment> {
  return withNews(await checkAuthorization(before, services), services);
}

/**
 * A dispute or an external refund may be heard of before the payment is known to be captured, and its event is not sent again.
 */
async function withNews(payment: Payment, services: ReconcilePaymentServices): Promise<Payment> {
  if (payment.status === 'completed') await reconcileCompleted(payment, services);
  return payment;
}

const changeOf = (before: Payment, after: Payment) => (before.status === after.status ? 'waiting' : 'changed');

/**
 * An authorization that its processor let go ends the payment, and frees its trip. One that was captured by
 * others, as a person can in the processor's dashboard, completes it.
 */
async function checkAuthorization(payment: AuthorizedPayment, services: ReconcilePaymentServices): Promise<Payment> {
  const { payments, authorizations, processors, io } = services;
  const { processor, intent, charge } = atProcessor(payment, processors);
  const seen = await askProcessor(processor.observe(intent, charge));
  const ended = endByOthers(seen, payment);
  if (ended !== undefined) await authorizations.close(payment, undefined, ended, new Date(io.now()).toISOString());
  // An event may be about an authorization that its processor never lets go: nothing of it is due.
  else if (payment.dueAt !== undefined) await authorizations.postpone(payment, dueOfAuthorization(io.now()));
  return (await payments.get(payment.id)) ?? payment;
}

function endByOthers(seen: Observation, { amount }: AuthorizedPayment): AuthorizationEnd | undefined {
  if (seen.state === 'dead') return { status: 'cancelled', expired: true };
  if (seen.state !== 'captured') return undefined;
  requirePart(amount, seen.captured);
  return { status: 'completed', capturedMinor: seen.captured.minor, fee: seen.fee };
}
