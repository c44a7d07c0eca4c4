import { isCurrent } from '../domain/lease.ts';
import { isDecidedPayment, type Payment } from '../domain/payment.ts';
import { wholeRefund } from '../domain/refund.ts';
import { isDecidedRefund, type ProcessingRefund } from '../domain/refund-states.ts';
import { Refusal, type RefusalCode } from '../domain/refusal.ts';
import type { Closing } from '../domain/status.ts';
import type { ChargeServices } from './charge.ts';
import { type CloseServices, closePayment } from './close-payment.ts';
import { hasItsHolds } from './find-charged.ts';
import type { RefundServices } from './give-back.ts';
import { finish } from './holds.ts';
import { decideOnce } from './leased-attempt.ts';
import { RefundAttempt } from './refund-attempt.ts';

export type ResumeServices = RefundServices & CloseServices & ChargeServices;

/**
 * Finishes what nobody came back for: a charge, a refund, a capture or a cancellation whose lease ran out, each as a
 * retry of its own request would. `not_ours`: a payment that does not hold its trip or order; no money can have moved for it.
 */
export async function resumePayment(
  paymentId: string,
  services: ResumeServices,
): Promise<'decided' | 'in_flight' | 'not_ours'> {
  const payment = await services.payments.get(paymentId);
  if (payment === undefined) return 'decided';
  const { io } = services;
  if (!isDecidedPayment(payment)) {
    if (isCurrent(payment.lease, io.now())) return 'in_flight';
    if (!(await hasItsHolds(payment, services.payments))) return 'not_ours';
    if (!(await finish(payment, services))) return 'in_flight';
  } else if (payment.status === 'authorized' && payment.closing !== undefined) {
    if (isCurrent(payment.lease, io.now())) return 'in_flight';
    await finishClosing(paymentId, payment.closing, services);
  }
  for (const refund of Object.values(payment.refunds)) {
    if (isDecidedRefund(refund)) continue;
    if (isCurrent(refund.lease, io.now())) return 'in_flight';
    await resumeRefund(payment, refund, services);
  }
  return 'decided';
}

/** Finishes a capture or cancellation; one that the processor refused for good is finished, too. */
async function finishClosing(paymentId: string, closing: Closing, services: ResumeServices): Promise<void> {
  try {
    await closePayment(paymentId, { closing }, services);
  } catch (error) {
    if (!(error instanceof Refusal && endings.includes(error.code))) throw error;
  }
}

const endings: readonly RefusalCode[] = ['authorization_expired', 'capture_refused', 'wrong_state'];

/** The amount was fixed when it was reserved, so how it was asked for does not matter any more. */
async function resumeRefund(payment: Payment, refund: ProcessingRefund, services: ResumeServices): Promise<void> {
  const { id, fingerprint, reason } = refund;
  const wanted = { ...wholeRefund(payment.id, id), fingerprint, reason };
  await decideOnce(new RefundAttempt(wanted, services), services.io, 0);
}
