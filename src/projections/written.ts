import type { ActorText } from '../domain/actor.ts';
import type { Lease } from '../domain/lease.ts';
import type { Payment } from '../domain/payment.ts';
import type { Change } from './change.ts';

/** Position of a change among those of its payment: sequence numbers have up to 40 digits. */
export const orderOf = ({ sequence }: Pick<Change, 'sequence'>): string => sequence.padStart(40, '0');

/** Leases of a payment before and after a change: its own and those of its refunds, by refund id. */
export function leasesOf({ before, after }: Pick<Change, 'before' | 'after'>): readonly LeaseChange[] {
  const ofRefunds = Object.entries(after.refunds).map(([refundId, refund]) => ({
    refundId,
    old: before?.refunds[refundId]?.lease,
    now: refund.lease,
  }));
  return [{ refundId: undefined, old: ownLease(before), now: ownLease(after) }, ...ofRefunds];
}

/** Undefined for the lease that a refused capture leaves behind: nobody works under it. */
const ownLease = (payment: Payment | undefined): Lease | undefined =>
  payment?.status === 'authorized' && payment.closing === undefined ? undefined : payment?.lease;

type LeaseChange = Readonly<{ refundId: string | undefined; old: Lease | undefined; now: Lease | undefined }>;

export const isTaken = ({ old, now }: LeaseChange): boolean => now !== undefined && now.owner !== old?.owner;

/**
 * The actor that made a change: whoever took a lease by it, or gave one up. Unknown for writes without a lease, which the
 * poller and events of processors make.
 */
export function writerOf(change: Pick<Change, 'before' | 'after'>): ActorText | undefined {
  const leases = leasesOf(change);
  const taken = leases.find(isTaken);
  if (taken !== undefined) return taken.now?.by;
  return leases.find(({ old, now }) => old !== undefined && now === undefined)?.old?.by;
}
