import type { Closable } from '../domain/closing.ts';
import type { Payment } from '../domain/payment.ts';
import { Refusal } from '../domain/refusal.ts';
import type { Closing } from '../domain/status.ts';
import { type Processor, ProcessorTrouble } from '../processor/port.ts';
import type { Processors } from '../processor/routing.ts';
import { atProcessor } from './charge.ts';

/**
 * Why the processor of a payment cannot be sent a part of it, if it cannot: 5.005 of 10.010 KWD, at Stripe. Throws
 * `payment_taken_elsewhere`.
 */
export function unsendable(payment: Payment, minor: bigint, processors: Processors): Refusal | undefined {
  const processor = processorOf(payment, processors);
  try {
    processor?.sendable?.({ minor, currency: payment.amount.currency });
    return undefined;
  } catch (error) {
    if (error instanceof Refusal) return error;
    throw error;
  }
}

/** A stage without the processor says so when it is to be asked. */
function processorOf(payment: Payment, processors: Processors): Processor | undefined {
  try {
    return atProcessor(payment, processors).processor;
  } catch (error) {
    if (error instanceof ProcessorTrouble) return undefined;
    throw error;
  }
}

/** Throws it for a capture that is not begun. One that an earlier release began goes on: it has to end, too. */
export function refuseUnsendable({ payment, minor }: Closable, closing: Closing, processors: Processors): void {
  if (closing === 'cancel' || payment.closing !== undefined) return;
  const refusal = unsendable(payment, minor, processors);
  if (refusal !== undefined) throw refusal;
}
