import { Refusal } from '../domain/refusal.ts';
import { type Intent, type Processor, ProcessorTrouble, UnexplainedAnswer } from '../processor/port.ts';
import type { Processors } from '../processor/routing.ts';

/**
 * Runs one call to a processor. A call that failed decides nothing, whatever it failed with: the caller is asked to come
 * again, and the next attempt observes the intent.
 */
export async function askProcessor<Answer>(call: Promise<Answer>): Promise<Answer> {
  try {
    return await call;
  } catch (error) {
    if (!(error instanceof ProcessorTrouble)) throw error;
    throw processorUnavailable(error);
  }
}

/** The same, where the processor says that the intent is in another state: that state is the answer. */
export async function askOrObserve<Answer>(call: Promise<Answer>, observe: () => Promise<Answer>): Promise<Answer> {
  try {
    return await call;
  } catch (error) {
    if (!(error instanceof ProcessorTrouble)) throw error;
    if (error.trouble === 'wrong_state') return askProcessor(observe());
    throw processorUnavailable(error);
  }
}

export const processorUnavailable = (cause: unknown) =>
  cause instanceof UnexplainedAnswer
    ? new Refusal(
        'processor_unavailable',
        'the answer of the processor cannot be explained; a person has to look at it',
        {
          retryAfterSeconds: 3_600,
          unexplained: true,
          cause,
        },
      )
    : new Refusal('processor_unavailable', 'the processor did not answer; a retry finds out what became of it', {
        retryAfterSeconds: 1,
        cause,
      });

/**
 * The processor that has an intent. Throws `processor_unavailable` if the stage has no key for it: a payment may be imported
 * with such an intent, and an operator may have left a secret out.
 */
export function processorOf(intent: Intent, processors: Processors): Processor {
  try {
    return processors.of(intent);
  } catch (error) {
    if (!(error instanceof ProcessorTrouble)) throw error;
    const detail =
      'this stage has no key for the processor of the payment, and nothing was done: an operator has to add it';
    throw new Refusal('processor_unavailable', detail, { retryAfterSeconds: 3_600, cause: error });
  }
}
