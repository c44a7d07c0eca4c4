import type { KeyUse } from './key-use.ts';
import type { Payment } from './payment.ts';
import type { Refund } from './refund-states.ts';
import type { Status } from './status.ts';

/**
 * - `cancelled`: what the key made was cancelled since, or the key cancelled it.
 * - `never_seen`: nothing was reserved by the key when the look-up began.
 * - `unknown`: the key was seen, but what became of its request is not on record; sending it again tells.
 */
type KeyStatus = 'in_progress' | 'succeeded' | 'failed' | 'cancelled' | 'never_seen' | 'unknown';

/** Outcome of one use of a key, as far as that is known. */
export type UseFate = Readonly<{
  status: KeyStatus;
  payment?: Payment | undefined;
  paymentId?: string | undefined;
  refundId?: string | undefined;
  orderId?: string | undefined;
  userId?: string | undefined;
}>;

/** A use of a key, with its outcome. A key that made a payment, user or order has no record of that use. */
export type KnownUse = Readonly<{ usedFor: KeyUse['kind'] | 'payment' | 'user' | 'order'; fate: UseFate }>;

/** Outcome of a key. Only a key that was used several times has `uses`; `moreUses`: for others besides, which are not on record. */
export type KeyFate = UseFate & Readonly<{ uses?: readonly KnownUse[]; moreUses?: boolean }>;

export const neverSeen: UseFate = { status: 'never_seen' };

const ofPayment: Readonly<Record<Status, KeyStatus>> = {
  processing: 'in_progress',
  pending: 'in_progress',
  authorized: 'succeeded',
  completed: 'succeeded',
  failed: 'failed',
  cancelled: 'cancelled',
};

const ofRefund: Readonly<Record<Refund['status'], KeyStatus>> = {
  processing: 'in_progress',
  pending: 'in_progress',
  completed: 'succeeded',
  failed: 'failed',
  reversed: 'failed',
};

/** Outcome of a request that made a payment. */
export const fateOfPayment = (payment: Payment): UseFate => ({
  status: ofPayment[payment.status],
  payment,
  paymentId: payment.id,
});

/** Outcome of a refund; one that is not there was refused, or is not reserved yet. */
export const fateOfRefund = (payment: Payment, refundId: string, refund: Refund | undefined): UseFate => ({
  status: refund === undefined ? 'unknown' : ofRefund[refund.status],
  payment,
  paymentId: payment.id,
  refundId,
});

/** Outcome of a request whose identity is not its key, by the payment that it was for. */
export function fateOfUse(use: Exclude<KeyUse, { kind: 'refund' }>, payment: Payment | undefined): UseFate {
  if (payment === undefined) return { status: 'unknown', paymentId: use.paymentId };
  return { status: statusOfUse(use, payment), payment, paymentId: payment.id };
}

function statusOfUse(use: Exclude<KeyUse, { kind: 'refund' }>, payment: Payment): KeyStatus {
  if (use.kind === 'order payment') {
    return use.fingerprint === payment.fingerprint ? ofPayment[payment.status] : 'unknown';
  }
  if (use.kind === 'cancel' && payment.outcome?.status === 'pending' && payment.closing === undefined) {
    return payment.status === 'failed' ? 'cancelled' : fencingOf(payment);
  }
  if (payment.closing !== use.kind) return 'unknown';
  // It was captured by hand at its processor before.
  if (use.kind === 'cancel' && payment.status === 'completed') return 'failed';
  return payment.status === 'authorized' ? 'in_progress' : ofPayment[payment.status];
}

/** A waiting payment that was marked to be cancelled ends once its processor can stop it. */
const fencingOf = (payment: Payment): KeyStatus =>
  payment.fencing && payment.status === 'pending' ? 'in_progress' : 'unknown';

/** A key that was used for several things has no one fate: which of them is meant is the caller's to say. */
export function oneFate(uses: readonly KnownUse[], areAll: boolean): KeyFate {
  const [only, ...more] = uses;
  if (only === undefined) return neverSeen;
  if (more.length === 0 && areAll) return only.fate;
  const ids: Partial<UseFate> = Object.assign({}, ...uses.map(({ fate }) => fate).toReversed());
  return { ...ids, status: 'unknown', uses, moreUses: !areAll };
}
