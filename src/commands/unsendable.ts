import type { Closable } from '../domain/closing.ts';
import type { Payment } from '../domain/payment.ts';
import { Refusal } from '../domain/refusal.ts';
import type { Closing } from '../domain/status.ts';
import type { Processors } from '../processor/routing.ts';
import { atProcessor } from './charge.ts';

/**
 * Why the processor of a payment cannot be sent a part of it, if it cannot: 5.005 of 10.010 KWD, at Stripe. Throws
 * `payment_taken_elsewhere` or `processor_unavailable` if the stage has no such processor.
 */
export function unsendable(payment: Payment, minor: bigint, processors: Processors): Refusal | undefined {
  const { processor } = atProcessor(payment, processors);
  try {
    processor.sendable?.({ minor, currency: payment.amount.currency });
    return undefined;
  } catch (error) {
    if (error instanceof Refusal) return error;
    throw error;
  }
}

/** Throws it for a capture that is not begun. One that an earlier release began goes on: it has to end, too. */
export function refuseUnsendable({ payment, minor }: Closable, closing: Closing, processors: Processors): void {
  if (closing === 'cancel' || payment.closing !== undefined) return;
  const refusal = unsendable(payment, minor, processors);
  if (refusal !== undefined) throw refusal;
}
