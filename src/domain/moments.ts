import type { Payment } from './payment.ts';

/** When money was held, taken or let go (ISO instants); undefined for what did not happen. */
export type Moments = Readonly<{
  authorizedAt: string | undefined;
  capturedAt: string | undefined;
  cancelledAt: string | undefined;
  /** Money was taken, or the payment failed. */
  settledAt: string | undefined;
}>;

type Dated = Pick<Payment, 'status' | 'decision' | 'authorizedAt' | 'settledAt' | 'closedAt'>;

/** Moments of a payment up to now. */
export function momentsOf({ status, decision, authorizedAt, settledAt, closedAt }: Dated): Moments {
  const cancelledAt = status === 'cancelled' ? closedAt : undefined;
  if (decision?.status !== 'authorized') return { authorizedAt, capturedAt: undefined, cancelledAt, settledAt };
  const capturedAt = status === 'completed' ? closedAt : undefined;
  // Before `authorized_at` existed, an authorization was dated by `settled_at`.
  return { authorizedAt: authorizedAt ?? settledAt, capturedAt, cancelledAt, settledAt: capturedAt };
}

/** Moments up to the payment's creation: its answer shows these for ever, whatever happened since. */
export const momentsOfCreation = ({ outcome, authorizedAt, settledAt }: Dated & Pick<Payment, 'outcome'>): Moments => ({
  // A payment that was pending first was decided after its creation was answered.
  authorizedAt: outcome?.status === 'pending' ? undefined : authorizedAt,
  capturedAt: undefined,
  cancelledAt: undefined,
  // An authorization settles later, by its capture.
  settledAt: outcome?.status === 'pending' || authorizedAt !== undefined ? undefined : settledAt,
});
