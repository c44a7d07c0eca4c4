import type { Processor } from '../port.ts';
import { type StripeIo, type StripeSettings, stripeClient } from './client.ts';
import { findDisputes } from './disputes.ts';
import { listStripeEvents } from './event-list.ts';
import { lookUpBy, stripeEvents } from './events.ts';
import { intentPath } from './intent-path.ts';
import { stripeProcessor } from './stripe.ts';

/** Stripe with its events and disputes, which only the functions that read them contain. */
export function stripeWithEvents(io: StripeIo, settings: StripeSettings): Processor {
  const ask = stripeClient(io, settings);
  return {
    ...stripeProcessor(io, settings),
    async observeDisputes(intent) {
      intentPath(intent, settings);
      return findDisputes(ask, intent);
    },
    listEvents: (since) => listStripeEvents(ask, since, { now: io.now(), lookUp: lookUpBy(ask, settings.keySpace) }),
    readEvent: stripeEvents(ask, settings, io.now),
  };
}
