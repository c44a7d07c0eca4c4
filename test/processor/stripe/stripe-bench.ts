import type { Currency } from '../../../src/domain/currency.ts';
import type { Processor } from '../../../src/processor/port.ts';
import type { StripeSettings } from '../../../src/processor/stripe/client.ts';
import { stripeProcessor } from '../../../src/processor/stripe/stripe.ts';
import type { Io } from '../../../src/runtime/io.ts';
import { heldIo } from '../../support/held-io.ts';
import type { ProcessorBench } from '../contract.ts';
import { judged } from './judged.ts';

type Call = Io['call'];

export const settings: StripeSettings = { secretKey: 'sk_test_123' };

/** The adapter on a call of a test's own. What it sends is judged by stripe-mock, where that runs. */
export const stripeOn = (call: Call, but: Partial<StripeSettings> = {}): Processor =>
  stripeProcessor(heldIo(judged(call)).io, { ...settings, ...but });

/** The same call, over a network that loses what it is told to. */
export function losing(call: Call): Readonly<{ call: Call; network: NonNullable<ProcessorBench['network']> }> {
  let next: 'connection' | 'request' | 'answer' | undefined;
  let sent = 0;
  return {
    network: {
      lose: (what) => {
        next = what;
      },
      sent: () => sent,
    },
    call: async (url, request) => {
      const lost = next;
      next = undefined;
      if (lost === 'connection') throw Object.assign(new Error('refused'), { code: 'ECONNREFUSED' });
      sent++;
      if (lost === 'request') throw Object.assign(new Error('reset'), { code: 'ECONNRESET' });
      const answer = await call(url, request);
      if (lost === 'answer') throw Object.assign(new Error('reset'), { code: 'ECONNRESET' });
      return answer;
    },
  };
}

/** 1.005 KWD: Stripe takes three-decimal currencies only with a 0 at their end. */
export const unsendable = { minor: 1_005n, currency: 'KWD' as Currency };
