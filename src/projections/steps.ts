import type { PaymentStep, StepType } from '../domain/payment-step.ts';
import type { Change } from './change.ts';
import { isTaken, leasesOf, orderOf, writerOf } from './written.ts';

/** The steps in some changes. Repeated, they are the same. An import has none: it happened elsewhere. */
export const stepsOf = (changes: readonly Change[]): readonly PaymentStep[] => changes.flatMap(stepsOfChange);

function stepsOfChange(change: Change): readonly PaymentStep[] {
  const { before, after } = change;
  if (before === undefined) return [];
  const step = (type: StepType, but: Partial<PaymentStep> = {}): PaymentStep => ({
    paymentId: after.id,
    type,
    // The record's own time, which every delivery repeats.
    at: new Date(change.at).toISOString(),
    order: orderOf(change),
    attempt: after.generation,
    refundId: undefined,
    by: writerOf(change),
    before: undefined,
    ...but,
  });
  const takeOvers = leasesOf(change).flatMap((lease) => {
    const { refundId, old, now } = lease;
    if (old === undefined || now === undefined || !isTaken(lease)) return [];
    const subject = refundId === undefined ? (after.status === 'processing' ? 'payment' : 'closing') : 'refund';
    const at = now.since === undefined ? {} : { at: now.since };
    return [step(`${subject}.taken_over`, { refundId, ...at, before: { by: old.by, released: old.until === 0 } })];
  });
  const ofRefunds = Object.values(after.refunds).flatMap(({ id: refundId, status, createdAt }) => {
    const was = before.refunds[refundId]?.status;
    if (was === undefined && status === 'processing') return [step('refund.begun', { refundId, at: createdAt })];
    // One that was made at the processor may be on the way when it is first seen.
    return was !== 'pending' && status === 'pending' ? [step('refund.pending', { refundId })] : [];
  });
  const isSameAttempt = before.generation === after.generation;
  const isFencing = isSameAttempt && !before.fencing && after.fencing === true;
  const isAbandoned = before.closing !== undefined && after.closing === undefined && after.status === 'authorized';
  return [
    ...takeOvers,
    ...(isFencing ? [step('payment.fencing')] : []),
    ...(isAbandoned ? [step('closing.abandoned')] : []),
    ...ofRefunds,
  ];
}
