import type { CompletedPayment } from '../domain/payment.ts';
import { dueOfRefund, earlier, nextDue } from '../domain/polling.ts';
import type { CompletedRefund, PendingRefund, Refund } from '../domain/refund-states.ts';
import type { Processor } from '../processor/port.ts';
import { nextLook } from './reconcile-disputes.ts';

/** `later`: a refund at the processor has to wait before it can be recorded. `unexplained`: one does not fit in what was captured. */
export type LeftAtProcessor = 'nothing' | 'later' | 'unexplained';

/** After about a month, what cannot be explained is not looked at again: the reconciliation shows it as a break. */
const mostLooksAtUnexplained = 36;

/** Whether the processor may still change what is known of a refund. */
export const isWatched = (refund: Refund, { can }: Processor): refund is PendingRefund | CompletedRefund =>
  refund.status === 'pending' || (refund.status === 'completed' && can.refundsMayComeBack);

/** When the processor is asked about a payment's refunds and disputes next; undefined if nothing can change. */
export function nextLookAt(
  { refunds, disputes, polls }: CompletedPayment,
  left: LeftAtProcessor,
  { processor, now }: Readonly<{ processor: Processor; now: number }>,
): string | undefined {
  const dues = Object.values(refunds).map((refund) => {
    // It may be settled meanwhile, and rely on the due time that this look has read.
    if (refund.status === 'processing') return nextDue(polls, now);
    if (!isWatched(refund, processor)) return undefined;
    const since = Date.parse(refund.settledAt ?? refund.createdAt);
    return dueOfRefund({ status: refund.status, polls, since, now });
  });
  const looksAgain = left === 'later' || (left === 'unexplained' && polls < mostLooksAtUnexplained);
  return [...dues, looksAgain ? nextDue(polls, now) : undefined].reduce(earlier, nextLook(disputes, now));
}

/**
 * When it is asked next about a refund that has just got its status. One that failed may have been refused because somebody gave
 * the money back there.
 */
export function lookAfter(
  status: 'pending' | 'completed' | 'failed',
  processor: Processor,
  now: number,
): string | undefined {
  if (status === 'failed') return processor.listRefunds && nextDue(0, now);
  const looksAgain = status === 'pending' || processor.can.refundsMayComeBack;
  return looksAgain ? dueOfRefund({ status, polls: 0, since: now, now }) : undefined;
}
