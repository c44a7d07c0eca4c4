import type { Payment } from '../domain/payment.ts';
import { isDecided, isRefundDecided } from '../domain/status.ts';
import type { Change } from './change.ts';

/** `since` is an ISO timestamp; `sequence` is the stream record that opened the payment. */
type OpenPayment = Readonly<{ id: string; since: string; sequence: string }>;

/** `sequence` is the stream record that decided the payment. */
type ClosedPayment = Readonly<{ id: string; sequence: string }>;

/** Changes to the list of open payments: entries to add and to remove. */
export type OpenPaymentChanges = Readonly<{ open: readonly OpenPayment[]; decided: readonly ClosedPayment[] }>;

/** Compares each payment before and after the batch, so a payment that opens and closes within it costs no write. */
export function openPaymentChanges(changes: readonly Change[]): OpenPaymentChanges {
  const first = new Map(changes.toReversed().map((change) => [change.after.id, change]));
  const last = new Map(changes.map((change) => [change.after.id, change]));
  const open = [...last.values()].filter(({ after }) => isOpen(after));
  const decided = [...last.values()].filter(({ after }) => !isOpen(after) && wasOpen(first.get(after.id)));
  return {
    open: open.map(({ after, at, sequence }) => ({ id: after.id, since: new Date(at).toISOString(), sequence })),
    decided: decided.map(({ after, sequence }) => ({ id: after.id, sequence })),
  };
}

/** Whether the payment has an undecided charge, capture, cancellation or refund. */
export function isOpen({ status, closing, refunds }: Payment): boolean {
  if (!isDecided(status) || (status === 'authorized' && closing !== undefined)) return true;
  return Object.values(refunds).some((refund) => !isRefundDecided(refund.status));
}

const wasOpen = (change: Change | undefined) => change?.before !== undefined && isOpen(change.before);
