import { refundIdAtProcessor } from './identity.ts';
import type { Money } from './money.ts';
import type { Payment } from './payment.ts';
import { liveRefunds, mostLiveRefunds } from './refund-limits.ts';
import type { CompletedRefund, PendingRefund } from './refund-states.ts';

/** A refund at the processor that this service did not ask for: somebody made it in the processor's dashboard. */
export type ExternalRefund = Readonly<{
  /** The processor's id. */
  reference: string;
  amount: Money;
  /** `working`: the money may still stay. A refund that failed moved none. */
  state: 'working' | 'returned';
  /** When it was made (ISO instant), by the processor's clock. */
  at: string;
}>;

/** `settledBy` of an external refund: no request of ours did. */
const elsewhere = 'processor';

/** A payment's entry for an external refund: from then on a refund as any other, dated by when it was made. */
export function externalRefundOf(
  { reference, amount, state, at }: ExternalRefund,
  { paymentId, processor }: Readonly<{ paymentId: string; processor: string }>,
): PendingRefund | CompletedRefund {
  const common = {
    id: refundIdAtProcessor(paymentId, processor, reference),
    amountMinor: amount.minor,
    // No request is ever compared with it.
    fingerprint: elsewhere,
    reason: undefined,
    createdAt: at,
    attempt: 0,
    externalReference: reference,
    settledBy: elsewhere,
    refundedAfterMinor: undefined,
    refundableAfterMinor: undefined,
  };
  if (state === 'working') return { ...common, status: 'pending' };
  return { ...common, status: 'completed', settledAt: at, answeredAs: undefined };
}

/** Whether a refund that looks external is one of ours: somebody removed our id from its metadata. */
export const isOwn = ({ reference }: ExternalRefund, { refunds }: Pick<Payment, 'refunds'>): boolean =>
  Object.values(refunds).some((refund) => refund.reference === reference);

/**
 * How an external refund fits into its payment: `later` while a refund of ours is being sent, because it may be that one: its id
 * at the processor is not known yet; and while refunds of ours hold the money that it took, which the processor will refuse;
 * `never` if what went back is more than what was captured, as far as this service knows, or if the payment has as many refunds
 * as it can have.
 */
export function fitOf({ amount }: ExternalRefund, payment: Payment): 'now' | 'later' | 'never' {
  if (amount.currency !== payment.amount.currency) return 'never';
  const own = Object.values(payment.refunds);
  if (own.some(({ status }) => status === 'processing')) return 'later';
  if (liveRefunds(payment) >= mostLiveRefunds(payment, amount.minor)) return 'never';
  if (amount.minor <= payment.refundableMinor) return 'now';
  return own.some(({ status }) => status === 'pending') ? 'later' : 'never';
}
