import type { Lease } from './payment.ts';
import { isAnswered, type RefundStatus, type Status } from './status.ts';

/**
 * What to do with the payment found under the id one wants:
 * - `begin`: there is none.
 * - `ours`: our own write, whose answer was lost on the way.
 * - `take_over`: its lease ran out; finish it, with the fields it was begun with.
 * - `begin_again`: an order's payment that failed may be tried once more.
 * - `in_flight`: somebody is at work on it.
 * - `pending`: an order's payment waits for its processor or customer, and this request has other fields.
 * - `other_fields`: the key was used for something else.
 * - `settled`: it is decided; answer with it.
 */
export type Claim =
  | 'begin'
  | 'ours'
  | 'take_over'
  | 'begin_again'
  | 'in_flight'
  | 'pending'
  | 'other_fields'
  | 'settled';

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

/** A payment, or a refund within one. */
export type Claimable = Readonly<{ status: Status | RefundStatus; fingerprint: string; lease: Lease | undefined }>;

/** Decides who may work on a payment or refund. The write that follows is conditional on what was seen here. */
export function claim(stored: Claimable | undefined, claimant: Claimant): Claim {
  if (stored === undefined) return 'begin';
  if (stored.lease?.owner === claimant.token) return 'ours';
  const sameFields = stored.fingerprint === claimant.fingerprint;
  if (!isAnswered(stored.status)) {
    if (claimant.identity === 'key' && !sameFields) return 'other_fields';
    return (stored.lease?.until ?? 0) >= claimant.now ? 'in_flight' : 'take_over';
  }
  if (stored.status === 'failed' && claimant.identity === 'order' && !(claimant.waited && sameFields)) {
    return 'begin_again';
  }
  if (stored.status === 'pending' && claimant.identity === 'order' && !sameFields) return 'pending';
  return sameFields ? 'settled' : 'other_fields';
}
