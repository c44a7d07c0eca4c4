import { hasSameFields } from './external-refund.ts';
import { isCurrent, type Lease } from './lease.ts';
import {
  type DecidedPayment,
  type FailedPayment,
  isDecidedPayment,
  type Payment,
  type PendingPayment,
  type UndecidedPayment,
} from './payment.ts';
import { type DecidedRefund, isDecidedRefund, type ProcessingRefund, type Refund } from './refund-states.ts';

/**
 * The next step of a claimant, by the item that is stored under its id:
 * - `begin`: there is nothing.
 * - `ours`: our own write, perhaps one whose answer was lost on the way.
 * - `take_over`: its lease ran out; finish it, with the fields it was begun with.
 * - `in_flight`: somebody is at work on it.
 * - `other_fields`: the key was used for something else.
 * - `settled`: it is decided; answer with it.
 */
type Claim<Open, Decided> =
  | Readonly<{ verdict: 'begin' }>
  | Readonly<{ verdict: 'ours'; stored: Open }>
  | Readonly<{ verdict: 'take_over'; stored: Open }>
  | Readonly<{ verdict: 'in_flight' | 'other_fields' }>
  | Readonly<{ verdict: 'settled'; stored: Decided }>;

export type RefundClaim = Claim<ProcessingRefund, DecidedRefund>;

/**
 * The same of a payment, and of one whose identity is its order:
 * - `begin_again`: it failed, and may be tried once more.
 * - `pending`: it waits for its processor or customer, and this request has other fields.
 */
export type PaymentClaim =
  | Claim<UndecidedPayment, DecidedPayment>
  | Readonly<{ verdict: 'begin_again'; stored: FailedPayment }>
  | Readonly<{ verdict: 'pending'; stored: PendingPayment }>;

export type Claimant = Readonly<{
  fingerprint: string;
  /** `order`: the order is the identity, so a failed payment may be tried again. `key`: a key means one request for ever. */
  identity: 'order' | 'key';
  /** The owner in the lease that we wrote, or would write. */
  token: string;
  now: number;
  /** We waited for another's attempt: if it failed with our very fields, its answer is ours. */
  waited: boolean;
}>;

/** Decides who may work on a payment. The write that follows is conditional on what was seen here. */
export function claimPayment(stored: Payment | undefined, claimant: Claimant): PaymentClaim {
  if (stored === undefined) return { verdict: 'begin' };
  if (!isDecidedPayment(stored)) return claimOpen(stored, claimant);
  const isOrder = claimant.identity === 'order';
  const sameFields = stored.fingerprint === claimant.fingerprint;
  if (stored.status === 'failed' && isOrder && !(claimant.waited && sameFields)) {
    return { verdict: 'begin_again', stored };
  }
  if (stored.status === 'pending' && isOrder && !sameFields) return { verdict: 'pending', stored };
  return sameFields ? { verdict: 'settled', stored } : { verdict: 'other_fields' };
}

/** The same of a refund, whose identity is always a key. */
export function claimRefund(stored: Refund | undefined, claimant: Omit<Claimant, 'identity' | 'waited'>): RefundClaim {
  if (stored === undefined) return { verdict: 'begin' };
  if (!isDecidedRefund(stored)) return claimOpen(stored, { ...claimant, identity: 'key' });
  return hasSameFields(stored, claimant.fingerprint) ? { verdict: 'settled', stored } : { verdict: 'other_fields' };
}

function claimOpen<Open extends Readonly<{ fingerprint: string; lease: Lease }>>(
  stored: Open,
  { fingerprint, identity, token, now }: Omit<Claimant, 'waited'>,
): Claim<Open, never> {
  if (stored.lease.owner === token) return { verdict: 'ours', stored };
  if (identity === 'key' && stored.fingerprint !== fingerprint) return { verdict: 'other_fields' };
  return isCurrent(stored.lease, now) ? { verdict: 'in_flight' } : { verdict: 'take_over', stored };
}
