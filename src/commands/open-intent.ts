import type { Payment } from '../domain/payment.ts';
import { Refusal } from '../domain/refusal.ts';
import { nameOf, openKey } from '../processor/open-key.ts';
import type { Charge, Intent, Processor, Trouble } from '../processor/port.ts';
import { ProcessorTrouble } from '../processor/port.ts';
import type { Processors } from '../processor/routing.ts';
import type { Io } from '../runtime/io.ts';
import { processorUnavailable } from './ask-processor.ts';
import { chargeOf } from './charge-of.ts';

/**
 * Opens the intent that a payment is going to be claimed with, at the first of its processors that does. An intent that was
 * opened in vain, because its answer was lost, is an orphan: only an intent that is claimed is ever executed, so another
 * processor may be asked. Throws the first Refusal if all of them refuse the payment, before anything is stored; while one of
 * them is in trouble, it may still take the payment.
 */
export async function openIntent(
  payment: Payment,
  processors: Pick<Processors, 'candidates' | 'keySpace'>,
  io: Pick<Io, 'newId'>,
): Promise<Intent> {
  const charge = chargeOf(payment);
  let trouble: unknown;
  let refusal: Refusal | undefined;
  for (const processor of processors.candidates(charge)) {
    try {
      return await openAt(processor, charge, processors.keySpace, io);
    } catch (error) {
      if (error instanceof Refusal) refusal ??= error;
      else trouble = error;
    }
  }
  throw trouble === undefined && refusal !== undefined ? refusal : processorUnavailable(trouble);
}

/** Whether the processor did nothing because it is too busy, or because another request is using the key just now. */
export const isBusy = (error: unknown): error is Refusal =>
  error instanceof Refusal && error.cause instanceof ProcessorTrouble && error.cause.trouble === 'limited';

/**
 * Under one key, two requests that race for a payment get the same intent. If the key is spoilt (a stored error, other
 * parameters, an intent that is dead), a random one costs at worst an orphan.
 */
async function openAt(processor: Processor, charge: Charge, keySpace: string, io: Pick<Io, 'newId'>): Promise<Intent> {
  if (processor.can.openIsLocal) return processor.open(nameOf(charge), charge);
  const key = openKey(charge, keySpace);
  try {
    return await processor.open(key, charge);
  } catch (error) {
    if (!(error instanceof ProcessorTrouble && isSpoilt[error.trouble])) throw error;
    return processor.open(`${key}:${io.newId()}`, charge);
  }
}

/** Whether a key may be of no more use after such a failure. The others would be the same under another key. */
const isSpoilt: Readonly<Record<Trouble, boolean>> = {
  unknown: true,
  contradiction: true,
  wrong_state: true,
  not_sent: false,
  limited: false,
  misconfigured: false,
};
