import type { CompletedPayment } from '../domain/payment.ts';
import { dueOfRefund, earlier, nextDue } from '../domain/polling.ts';
import type { CompletedRefund, PendingRefund } from '../domain/refund-states.ts';
import { askProcessor } from './ask-processor.ts';
import { atProcessor } from './charge.ts';
import { type RefundServices, requestOf } from './give-back.ts';
import { nextLook } from './reconcile-disputes.ts';
import { recordExternalRefunds } from './record-external-refunds.ts';

type RefundReconcileServices = Pick<RefundServices, 'refunds' | 'processors' | 'io'>;

/**
 * Brings the refunds of a payment in line with the processor: those made there are recorded, those on the way are decided once
 * it has decided, and one whose money came back gives its amount back to what is refundable. What was answered before stays as
 * it was.
 */
export async function reconcileRefunds(
  before: CompletedPayment,
  services: RefundReconcileServices,
): Promise<'changed' | 'waiting'> {
  const { refunds, processors, io } = services;
  const { processor } = atProcessor(before, processors);
  const { payment, isAllRecorded } = await recordExternalRefunds(before, services);
  let changed = payment !== before;
  let next = nextLook(payment.disputes, io.now());
  if (!isAllRecorded) next = earlier(next, nextDue(payment.polls, io.now()));
  for (const refund of Object.values(payment.refunds)) {
    const isWatched =
      refund.status === 'pending' || (refund.status === 'completed' && processor.can.refundsMayComeBack);
    if (!isWatched) continue;
    const status = await reconcileRefund(payment, refund, services);
    changed ||= status !== refund.status;
    const since = Date.parse(refund.settledAt ?? refund.createdAt);
    const due = status === 'reversed' ? undefined : dueOfRefund({ status, polls: payment.polls, since, now: io.now() });
    next = earlier(next, due);
  }
  await refunds.reschedule(before, next);
  return changed ? 'changed' : 'waiting';
}

async function reconcileRefund(
  payment: CompletedPayment,
  refund: PendingRefund | CompletedRefund,
  { refunds, processors, io }: RefundReconcileServices,
) {
  const { processor, intent, charge } = atProcessor(payment, processors);
  const seen = await askProcessor(processor.observeRefund(intent, charge, requestOf(payment, refund)));
  const at = new Date(io.now()).toISOString();
  if (refund.status === 'completed') {
    if (seen.state !== 'failed') return 'completed';
    await refunds.reverse(payment.id, refund, at);
    return 'reversed';
  }
  if (seen.state !== 'returned' && seen.state !== 'failed') return 'pending';
  const status = seen.state === 'returned' ? 'completed' : 'failed';
  await refunds.decide(payment.id, refund, status, at);
  return status;
}
