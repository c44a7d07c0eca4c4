import { fingerprintOf } from '../domain/identity.ts';
import { chargeName, type Payment } from '../domain/payment.ts';
import { Refusal } from '../domain/refusal.ts';
import type { Charge, Intent, Processor } from '../processor/port.ts';
import { ProcessorTrouble } from '../processor/port.ts';
import type { Io } from '../runtime/io.ts';
import { processorUnavailable } from './ask-processor.ts';
import { chargeOf } from './charge-of.ts';

/**
 * Opens the intent that a payment is going to be claimed with. Under one key, two requests that race for a payment get the
 * same intent; if the key is spoilt (a stored error, other parameters, an intent that is dead), a random one costs at worst an
 * orphan, which nobody can execute.
 */
export async function openIntent(payment: Payment, processor: Processor, io: Pick<Io, 'newId'>): Promise<Intent> {
  const charge = chargeOf(payment);
  if (processor.can.openIsLocal) return processor.open(chargeName(payment), charge);
  const key = `${chargeName(payment)}:${hashOf(charge)}`;
  try {
    return await processor.open(key, charge);
  } catch (error) {
    if (!isSpoilt(error)) throw refusedOrUnavailable(error);
  }
  try {
    return await processor.open(`${key}:${io.newId()}`, charge);
  } catch (error) {
    throw refusedOrUnavailable(error);
  }
}

/** What can never be charged is refused before anything is stored; anything else may work later. */
const refusedOrUnavailable = (error: unknown): unknown =>
  error instanceof Refusal ? error : processorUnavailable(error);

/** `limited` and `misconfigured` would be the same under another key. */
const isSpoilt = (error: unknown): boolean =>
  error instanceof ProcessorTrouble && ['unknown', 'contradiction', 'wrong_state'].includes(error.trouble);

/**
 * Our fingerprints leave out the fare, metadata and the card, so a lawful retry can differ in them: it must not reach the
 * processor under the same key with other parameters.
 */
const hashOf = ({ amount, metadata, ...charge }: Charge): string =>
  fingerprintOf(JSON.stringify({ ...charge, minor: String(amount.minor), currency: amount.currency, metadata }));
