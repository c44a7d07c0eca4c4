import type { Processor } from '../port.ts';
import { type StripeIo, type StripeSettings, stripeClient } from './client.ts';
import { findDisputes } from './disputes.ts';
import { listStripeEvents } from './event-list.ts';
import { lookUpBy, stripeEvents } from './events.ts';
import { intentPath } from './intent-path.ts';
import { allRefunds, findRefund } from './refunds.ts';
import { stripeProcessor } from './stripe.ts';

/** Stripe with its events and disputes, and the look at many refunds, which only the functions that need them contain. */
export function stripeWithEvents(io: StripeIo, settings: StripeSettings): Processor {
  const ask = stripeClient(io, settings);
  return {
    ...stripeProcessor(io, settings),
    async observeRefunds(intent, _charge, refunds) {
      intentPath(intent, settings);
      const all = await allRefunds(ask, intent);
      return refunds.map((refund) => findRefund(all, refund));
    },
    async observeDisputes(intent) {
      intentPath(intent, settings);
      return findDisputes(ask, intent);
    },
    listEvents: (since) => listStripeEvents(ask, since, { now: io.now(), lookUp: lookUpBy(ask, settings.keySpace) }),
    readEvent: stripeEvents(ask, settings, io.now),
  };
}
