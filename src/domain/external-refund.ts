import { refundIdAtProcessor } from './identity.ts';
import { formatAmount, type Money } from './money.ts';
import type { Payment } from './payment.ts';
import { plainDecimal, refundFingerprint } from './refund.ts';
import { liveRefunds, mostLiveRefunds } from './refund-limits.ts';
import type { CompletedRefund, DecidedRefund, PendingRefund } from './refund-states.ts';

/** A refund as its processor lists it, whoever asked for it. One that its payment does not have is external. */
export type ListedRefund = Readonly<{
  /** The processor's id. */
  reference: string;
  /** Our id of it, if its metadata leads back to this payment. */
  ownId?: string | undefined;
  amount: Money;
  /** `working`: the money may still stay. A refund that failed moved none. */
  state: 'working' | 'returned';
  /** When it was made (ISO instant), by the processor's clock. */
  at: string;
}>;

/** `settledBy` of an external refund: no request of ours did. */
const elsewhere = 'processor';

/**
 * A payment's entry for an external refund: from then on a refund as any other, dated by when it was made. One of ours that was lost
 * here, with a table that was restored from a backup, gets its id again, so that its key finds it.
 */
export function externalRefundOf(
  { reference, ownId, amount, state, at }: ListedRefund,
  payment: Pick<Payment, 'id' | 'refundedMinor' | 'refundableMinor'>,
  processor: string,
): PendingRefund | CompletedRefund {
  const returned = state === 'returned' ? amount.minor : 0n;
  const isLost = ownId !== undefined;
  const common = {
    id: ownId ?? refundIdAtProcessor(payment.id, processor, reference),
    amountMinor: amount.minor,
    fingerprint: isLost ? refundFingerprint({ amount: plainDecimal(formatAmount(amount)) }) : elsewhere,
    reason: undefined,
    createdAt: at,
    attempt: 0,
    externalReference: reference,
    settledBy: elsewhere,
    // Told to whoever comes by the key of one that was lost.
    refundedAfterMinor: isLost ? payment.refundedMinor + returned : undefined,
    refundableAfterMinor: isLost ? payment.refundableMinor - amount.minor : undefined,
  };
  if (state === 'working') return { ...common, status: 'pending' };
  return { ...common, status: 'completed', settledAt: at, answeredAs: undefined };
}

/**
 * Whether a payment has a refund already, by our id or by the processor's: somebody may have removed ours from its metadata, also
 * from one that was lost and found again.
 */
export const isKnown = ({ reference, ownId = '' }: ListedRefund, { refunds }: Pick<Payment, 'refunds'>): boolean =>
  refunds[ownId] !== undefined ||
  Object.values(refunds).some((refund) => (refund.externalReference ?? refund.reference) === reference);

const ofAllThatRemains = refundFingerprint({ amount: 'all' });

/** Whether a request has the fields that a decided refund was asked for with. Of one that was lost, they were its amount or `all`. */
export const hasSameFields = (refund: DecidedRefund, fingerprint: string): boolean =>
  refund.fingerprint === fingerprint || (refund.externalReference !== undefined && fingerprint === ofAllThatRemains);

/**
 * How an external refund fits into its payment: `later` while a refund of ours is being sent, because it may be that one: its id
 * at the processor is not known yet; and while refunds of ours hold the money that it took, which the processor will refuse;
 * `never` if what went back is more than what was captured, as far as this service knows, or if the payment has as many refunds
 * as it can have.
 */
export function fitOf({ amount }: ListedRefund, payment: Payment): 'now' | 'later' | 'never' {
  if (amount.currency !== payment.amount.currency) return 'never';
  const own = Object.values(payment.refunds);
  if (own.some(({ status }) => status === 'processing')) return 'later';
  if (liveRefunds(payment) >= mostLiveRefunds(payment, amount.minor)) return 'never';
  if (amount.minor <= payment.refundableMinor) return 'now';
  return own.some(({ status }) => status === 'pending') ? 'later' : 'never';
}
