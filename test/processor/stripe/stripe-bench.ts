import type { Currency } from '../../../src/domain/currency.ts';
import type { Processor } from '../../../src/processor/port.ts';
import type { StripeSettings } from '../../../src/processor/stripe/client.ts';
import { stripeWithEvents } from '../../../src/processor/stripe/with-events.ts';
import type { Io } from '../../../src/runtime/io.ts';
import { heldIo } from '../../support/held-io.ts';
import { judged } from './judged.ts';

type Call = Io['call'];

export const settings: StripeSettings = { secretKey: 'sk_test_123', keySpace: 'test' };

/** The adapter on a call of a test's own. What it sends is judged by stripe-mock, where that runs. */
export const stripeOn = (call: Call, but: Partial<StripeSettings> = {}): Processor =>
  stripeWithEvents(heldIo(judged(call)).io, { ...settings, ...but });

/** 1.005 KWD: Stripe takes three-decimal currencies only with a 0 at their end. */
export const unsendable = { minor: 1_005n, currency: 'KWD' as Currency };
