import type { Payment } from '../domain/payment.ts';
import { isDecided, isRefundDecided } from '../domain/status.ts';
import type { Change } from './change.ts';

/** A payment that somebody is at work on, as of a record of the stream; `since` is an ISO instant. */
type OpenPayment = Readonly<{ id: string; since: string; sequence: string }>;

/** A payment that nobody is at work on any more, as of a record of the stream. */
type DecidedPayment = Readonly<{ id: string; sequence: string }>;

/** What a batch says of which payments are open: those to be kept an eye on, and those that are so no more. */
export type Opened = Readonly<{ open: readonly OpenPayment[]; decided: readonly DecidedPayment[] }>;

/** Looks at where each payment stood before and stands after the batch: one that began and ended in it costs nothing. */
export function openedBy(changes: readonly Change[]): Opened {
  const first = new Map(changes.toReversed().map((change) => [change.after.id, change]));
  const last = new Map(changes.map((change) => [change.after.id, change]));
  const open = [...last.values()].filter(({ after }) => isOpen(after));
  const decided = [...last.values()].filter(({ after }) => !isOpen(after) && wasOpen(first.get(after.id)));
  return {
    open: open.map(({ after, at, sequence }) => ({ id: after.id, since: new Date(at).toISOString(), sequence })),
    decided: decided.map(({ after, sequence }) => ({ id: after.id, sequence })),
  };
}

/** Something of it is begun and not decided: the charge, a capture or cancellation, or a refund. */
export function isOpen({ status, closing, refunds }: Payment): boolean {
  if (!isDecided(status) || (status === 'authorized' && closing !== undefined)) return true;
  return Object.values(refunds).some((refund) => !isRefundDecided(refund.status));
}

const wasOpen = (change: Change | undefined) => change?.before !== undefined && isOpen(change.before);
