import { refundIdOfKey } from '../domain/identity.ts';
import type { Payment } from '../domain/payment.ts';
import type { WantedRefund } from '../domain/refund.ts';
import type { DecidedRefund } from '../domain/refund-states.ts';
import type { Payments } from '../store/payments.ts';
import type { RefundServices } from './give-back.ts';
import { decideOnce } from './leased-attempt.ts';
import type { RecordKeyUse } from './record-key-use.ts';
import { RefundAttempt } from './refund-attempt.ts';

/** The payment and its refund, and whether that was there before this request. */
export type MadeRefund = Readonly<{ payment: Payment; refund: DecidedRefund; replayed: boolean }>;

/**
 * Sends money back, once: a repeated request gives the refund that the first one brought about. The use of its key is
 * recorded before any money is reserved.
 */
export async function refundPayment(
  wanted: WantedRefund,
  services: RefundServices,
  waitMs: number,
  recordKeyUse: RecordKeyUse,
): Promise<MadeRefund> {
  const use = { kind: 'refund', paymentId: wanted.paymentId, refundId: wanted.id } as const;
  const attempt = new RefundAttempt(wanted, services, () => recordKeyUse(use));
  const { payment, refund, byUs } = await decideOnce(attempt, services.io, waitMs);
  return { payment, refund, replayed: !byUs };
}

/** Tells whether a key of this caller has a refund of the payment. */
export const hasRefund =
  (payments: Payments, paymentId: string, caller: string) =>
  async (key: string): Promise<boolean> =>
    (await payments.get(paymentId))?.refunds[refundIdOfKey(paymentId, caller, key)] !== undefined;
