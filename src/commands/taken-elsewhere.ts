import { importer, type Payment } from '../domain/payment.ts';
import { Refusal } from '../domain/refusal.ts';
import type { Processors } from '../processor/routing.ts';

/**
 * Throws `payment_taken_elsewhere` for a payment that was imported without its intent, unless the stage has the simulated
 * processor, which stands in for whoever took the money. A real one was never asked for it, so nothing here could move it.
 */
export function refuseTakenElsewhere({ intent, settledBy }: Payment, { named }: Pick<Processors, 'named'>): void {
  if (intent !== undefined || settledBy !== importer || named('simulated') !== undefined) return;
  throw new Refusal(
    'payment_taken_elsewhere',
    'the payment was imported without its intent: no processor of this stage has its money',
  );
}
