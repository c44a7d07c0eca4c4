import { createHash } from 'node:crypto';
import type { FailureCode, Payment } from '../domain/payment.ts';
import { Refusal } from '../domain/refusal.ts';
import { optionalEnv } from '../env.ts';
import type { Io } from '../io.ts';
import type { Processor } from './processor.ts';

/** The payment method tokens that make the simulated processor decline. */
const declines: Readonly<Record<string, FailureCode>> = {
  pm_declined: 'card_declined',
  pm_insufficient_funds: 'insufficient_funds',
  pm_expired_card: 'expired_card',
};
/** Charges after three seconds: longer than a duplicate waits, shorter than the time-out. */
const slowToken = 'pm_slow';
/** Charges, but the answer is lost on the way; the retry finds the charge. */
const lostToken = 'pm_answer_lost';

const triggersAllowed = optionalEnv('PROCESSOR_TRIGGERS') === 'on';

/**
 * Stands in for a real processor. What it decides is a function of the key and the token alone, so it remembers every
 * charge without keeping anything. Its triggers are off in stages that are kept.
 */
export function simulatedProcessor({ sleep }: Pick<Io, 'sleep'>, triggers: boolean = triggersAllowed): Processor {
  return {
    async charge(key, { paymentMethod = '' }: Payment, { resumed }) {
      if (triggers && paymentMethod === slowToken) await sleep(3_000);
      if (triggers && paymentMethod === lostToken && !resumed) throw answerLost();
      const failureCode = triggers ? declines[paymentMethod] : undefined;
      return failureCode === undefined
        ? { status: 'completed', reference: referenceOf(key) }
        : { status: 'failed', failureCode };
    },

    // It never forgets a key, so charging again finds what there is.
    find: async () => undefined,
  };
}

const referenceOf = (key: string) => `PAY-${createHash('sha256').update(key).digest('hex').slice(0, 20).toUpperCase()}`;

const answerLost = () =>
  new Refusal('processor_unavailable', 'the processor did not answer; a retry finds out what became of the charge', {
    retryAfterSeconds: 1,
  });
