import type { Processor } from '../port.ts';
import { type StripeIo, type StripeSettings, stripeClient } from './client.ts';
import { listStripeEvents } from './event-list.ts';
import { lookUpBy, stripeEvents } from './events.ts';
import { stripeProcessor } from './stripe.ts';

/** Stripe with its events, which only the functions that read them contain. */
export function stripeWithEvents(io: StripeIo, settings: StripeSettings): Processor {
  const ask = stripeClient(io, settings);
  return {
    ...stripeProcessor(io, settings),
    listEvents: (since) => listStripeEvents(ask, since, lookUpBy(ask, settings.keySpace)),
    readEvent: stripeEvents(ask, settings, io.now),
  };
}
