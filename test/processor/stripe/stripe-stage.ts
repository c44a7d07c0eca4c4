import { stripeWithEvents } from '../../../src/processor/stripe/with-events.ts';
import type { Io } from '../../../src/runtime/io.ts';
import { ProviderStage } from '../provider-stage.ts';
import { judged } from './judged.ts';
import { settings } from './stripe-bench.ts';

/** A stage with Stripe. Each request that it sends is judged. */
export class StripeStage extends ProviderStage {
  constructor(stripe: Io['call']) {
    super(judged(stripe), (io) => stripeWithEvents(io, settings));
  }
}
