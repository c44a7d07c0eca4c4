import type { Payment } from '../domain/payment.ts';
import { isCustomersTurn } from '../domain/polling.ts';
import { Refusal } from '../domain/refusal.ts';
import type { Io } from '../runtime/io.ts';
import { askProcessor } from './ask-processor.ts';
import { atProcessor, type ChargeServices } from './charge.ts';

/**
 * Reads the secret by which a browser may confirm a payment. Never of a payment that is `processing`: it may not hold its trip
 * or order yet. The secret is neither stored nor logged. A fence that begins meanwhile makes it worthless at the processor.
 */
export async function readClientSecret(
  payment: Payment,
  { processors, io }: Pick<ChargeServices, 'processors'> & Readonly<{ io: Pick<Io, 'now'> }>,
): Promise<string> {
  const { processor, intent } = atProcessor(payment, processors);
  if (processor.clientSecret === undefined) {
    throw new Refusal('client_secret_not_available', `the processor ${processor.name} has no client secrets`);
  }
  if (!isCustomersTurn(payment, io.now())) {
    throw new Refusal('wrong_state', 'the payment does not wait for its customer, or did so for too long', {
      more: { from: payment.status, allowed: [] },
    });
  }
  return askProcessor(processor.clientSecret(intent));
}
