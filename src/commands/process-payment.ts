import { refundIdOfKey, refundIdOfPayment } from '../domain/identity.ts';
import { isRefunded, type Payment } from '../domain/payment.ts';
import { wholeRefund } from '../domain/refund.ts';
import { Refusal } from '../domain/refusal.ts';
import type { Closing, RefundDecidedStatus } from '../domain/status.ts';
import type { KeyUsesTable } from '../store/key-uses.ts';
import { type CloseServices, closePayment } from './close-payment.ts';
import { findPayment } from './find-payment.ts';
import type { RefundServices } from './give-back.ts';
import { keyRecorder } from './record-key-use.ts';
import { refundPayment } from './refund-payment.ts';

/** An action on a payment. A refund returns all that remains. */
export type Processing = Readonly<{
  paymentId: string;
  action: Closing | 'refund';
  caller: string;
  /** Tells one refund from another; without one, a payment has one refund of this kind. */
  key: string | undefined;
}>;

export type ProcessedPayment = Readonly<{
  payment: Payment;
  /** When that was done, if the payment does not say it best itself. */
  at: string | undefined;
  /** How its refund stands now; undefined if this request asked for none, or another one had returned all. */
  refundStatus: RefundDecidedStatus | undefined;
  replayed: boolean;
}>;

/** Moves a payment on. Repeated, it changes nothing more: not without a key either. */
export async function processPayment(
  { paymentId, action, caller, key }: Processing,
  services: CloseServices & RefundServices & Readonly<{ keyUses: KeyUsesTable }>,
  waitMs: number,
): Promise<ProcessedPayment> {
  const record = keyRecorder(services.keyUses, caller, key);
  if (action !== 'refund') {
    const payment = await closePayment(paymentId, { closing: action }, services, () =>
      record({ kind: action, paymentId }),
    );
    return { payment, at: payment.closedAt, refundStatus: undefined, replayed: false };
  }
  const id = key === undefined ? refundIdOfPayment(paymentId) : refundIdOfKey(paymentId, caller, key);
  try {
    const wanted = wholeRefund(paymentId, id);
    const { payment, refund, replayed } = await refundPayment(wanted, services, waitMs, record);
    return { payment, at: refund.settledAt, refundStatus: refund.status, replayed };
  } catch (error) {
    return refundedBefore(error, paymentId, services);
  }
}

/** Nothing remains to be done for a payment that other refunds returned whole. */
async function refundedBefore(
  error: unknown,
  paymentId: string,
  { payments }: Pick<RefundServices, 'payments'>,
): Promise<ProcessedPayment> {
  const nothingRemained = error instanceof Refusal && error.code === 'refund_exceeds_remaining';
  if (!nothingRemained) throw error;
  const payment = await findPayment(payments, paymentId);
  if (!isRefunded(payment)) throw error;
  return { payment, at: undefined, refundStatus: undefined, replayed: true };
}
