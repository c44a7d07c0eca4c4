import { refundIdAtProcessor } from './identity.ts';
import type { Money } from './money.ts';
import type { Payment } from './payment.ts';
import { mostStoredRefunds } from './refund-limits.ts';
import type { CompletedRefund, PendingRefund } from './refund-states.ts';

/** A refund at the processor that this service did not ask for: somebody made it in the processor's dashboard. */
export type ExternalRefund = Readonly<{
  /** The processor's id. */
  reference: string;
  amount: Money;
  /** `working`: the money may still stay. A refund that failed moved none. */
  state: 'working' | 'returned';
}>;

/** `settledBy` of an external refund: no request of ours did. */
const elsewhere = 'processor';

/** A payment's entry for an external refund that was first seen at `at`: from then on a refund as any other. */
export function externalRefundOf(
  { reference, amount, state }: ExternalRefund,
  { paymentId, processor, at }: Readonly<{ paymentId: string; processor: string; at: string }>,
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

/**
 * How an external refund fits into its payment: `later` while refunds of ours hold the money that it took, which the
 * processor will refuse; `never` if what went back is more than what was captured, as far as this service knows.
 */
export function fitOf({ amount }: ExternalRefund, payment: Payment): 'now' | 'later' | 'never' {
  const refunds = Object.values(payment.refunds);
  if (amount.currency !== payment.amount.currency || refunds.length >= mostStoredRefunds) return 'never';
  if (amount.minor <= payment.refundableMinor) return 'now';
  return refunds.some(({ status }) => status === 'processing' || status === 'pending') ? 'later' : 'never';
}
