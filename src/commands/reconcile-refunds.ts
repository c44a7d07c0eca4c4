import type { CompletedPayment } from '../domain/payment.ts';
import type { CompletedRefund, PendingRefund } from '../domain/refund-states.ts';
import type { RefundObservation, RefundRequest } from '../processor/port.ts';
import type { Changed } from '../store/refund-update.ts';
import type { WatchedRefunds } from '../store/watched-refunds.ts';
import { askProcessor } from './ask-processor.ts';
import { type AtProcessor, atProcessor } from './charge.ts';
import { type RefundServices, requestOf } from './give-back.ts';
import { isWatched, nextLookAt } from './looks-at-refunds.ts';
import { recordExternalRefunds } from './record-external-refunds.ts';

type RefundReconcileServices = Pick<RefundServices, 'processors' | 'io'> & Readonly<{ refunds: WatchedRefunds }>;

/**
 * Brings the refunds of a payment in line with the processor: those on the way are decided once it has decided, one whose money
 * came back gives its amount back to what is refundable, and those that were made there are recorded, which may take just that
 * amount. What was answered before stays as it was.
 */
export async function reconcileRefunds(
  before: CompletedPayment,
  services: RefundReconcileServices,
): Promise<'changed' | 'waiting' | 'unexplained'> {
  const { refunds, processors, io } = services;
  const at = atProcessor(before, processors);
  const { processor } = at;
  const watched = Object.values(before.refunds).filter((refund) => isWatched(refund, processor));
  const requests = watched.map((refund) => requestOf(before, refund));
  const seen = requests.length === 0 ? [] : await askProcessor(lookFor(requests, at));
  let known = before;
  for (const [index, refund] of watched.entries()) {
    const after = await reconcileRefund(known, refund, seen[index], services);
    if (after?.payment?.status === 'completed') known = after.payment;
  }
  const { payment, left } = await recordExternalRefunds(known, services);
  await refunds.reschedule(payment, nextLookAt(payment, left, { processor, now: io.now() }));
  if (left === 'unexplained') return 'unexplained';
  return payment === before ? 'waiting' : 'changed';
}

async function lookFor(
  requests: readonly RefundRequest[],
  { processor, intent, charge }: AtProcessor,
): Promise<readonly RefundObservation[]> {
  if (processor.observeRefunds !== undefined) return processor.observeRefunds(intent, charge, requests);
  const seen: RefundObservation[] = [];
  for (const request of requests) seen.push(await processor.observeRefund(intent, charge, request));
  return seen;
}

/** Undefined if nothing has become of it. */
async function reconcileRefund(
  payment: CompletedPayment,
  refund: PendingRefund | CompletedRefund,
  seen: RefundObservation = { state: 'absent' },
  { refunds, io }: RefundReconcileServices,
): Promise<Changed | undefined> {
  const at = new Date(io.now()).toISOString();
  if (refund.status === 'completed') {
    return seen.state === 'failed' ? refunds.reverse(payment.id, refund, at) : undefined;
  }
  switch (seen.state) {
    case 'returned':
      return refunds.decide(payment.id, refund, { status: 'completed', reference: seen.reference }, at);
    case 'failed':
      return refunds.decide(payment.id, refund, { status: 'failed' }, at);
    case 'absent':
    case 'working':
      return undefined;
  }
}
