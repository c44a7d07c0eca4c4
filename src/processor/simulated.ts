import { createHash } from 'node:crypto';
import type { FailureCode, Payment } from '../domain/payment.ts';
import { Refusal } from '../domain/refusal.ts';
import { optionalEnv } from '../runtime/env.ts';
import type { Io } from '../runtime/io.ts';
import type { Hint, Processor } from './processor.ts';

/** The payment method tokens that make the simulated processor decline. */
const declines: ReadonlyMap<string, FailureCode> = new Map([
  ['pm_declined', 'card_declined'],
  ['pm_insufficient_funds', 'insufficient_funds'],
  ['pm_expired_card', 'expired_card'],
]);
/** Charges after three seconds: longer than a duplicate waits, shorter than the time-out. */
const slowToken = 'pm_slow';
/** Charges, but the answer is lost on the way; the retry finds the charge. */
const lostToken = 'pm_answer_lost';
/** Charges, but refuses to give money back. */
const refundDeclinedToken = 'pm_refund_declined';
/** Gives money back, but the answer is lost on the way. */
const refundLostToken = 'pm_refund_answer_lost';

const triggersAllowed = optionalEnv('PROCESSOR_TRIGGERS') === 'on';

/**
 * Stands in for a real processor. What it decides is a function of the key and the token alone, so it remembers every
 * charge without keeping anything. Its triggers are off in stages that are kept.
 */
export function simulatedProcessor({ sleep }: Pick<Io, 'sleep'>, triggers: boolean = triggersAllowed): Processor {
  const tokenOf = ({ paymentMethod = '' }: Payment) => (triggers ? paymentMethod : '');
  return {
    async charge(key, payment, { resumed }: Hint) {
      const token = tokenOf(payment);
      if (token === slowToken) await sleep(3_000);
      if (token === lostToken && !resumed) throw answerLost();
      const failureCode = declines.get(token);
      if (failureCode !== undefined) return { status: 'failed', failureCode };
      return { status: payment.captureLater ? 'authorized' : 'completed', reference: referenceOf(key) };
    },

    async refund(_key, payment, _amount, { resumed }: Hint) {
      const token = tokenOf(payment);
      if (token === refundLostToken && !resumed) throw answerLost();
      return { status: token === refundDeclinedToken ? 'failed' : 'completed' };
    },

    async capture() {},
    async cancel() {},

    // It never forgets a key, so asking again by the key finds what there is.
    find: async () => undefined,
    findRefund: async () => undefined,
  };
}

const referenceOf = (key: string) => `PAY-${createHash('sha256').update(key).digest('hex').slice(0, 20).toUpperCase()}`;

const answerLost = () =>
  new Refusal('processor_unavailable', 'the processor did not answer; a retry finds out what became of it', {
    retryAfterSeconds: 1,
  });
