import { receiveEvent, sendsNone } from '../../src/commands/receive-event.ts';
import { bodyBytes } from '../../src/http/body.ts';
import { endpoint } from '../../src/http/endpoint.ts';
import { pathText } from '../../src/http/request.ts';
import { ok } from '../../src/http/responses.ts';
import { processors } from '../../src/processor/current-with-events.ts';
import { authorizations } from '../../src/store/authorizations.ts';
import { disputes } from '../../src/store/disputes.ts';
import { duePayments as due } from '../../src/store/due-payments.ts';
import { handledEvents } from '../../src/store/handled-events.ts';
import { payments } from '../../src/store/payments.ts';
import { watchedRefunds as refunds } from '../../src/store/watched-refunds.ts';

/** In bytes. Stripe's event of a dispute has up to 150,000 characters of evidence (https://docs.stripe.com/api/disputes/object). */
const largestEvent = 1_048_576;

const needs = { payments, authorizations, refunds, disputes, handledEvents, due, processors };

export const handler = endpoint(needs, async (request, services) => {
  const name = pathText(request, 'processor');
  const processor = services.processors.named(name);
  if (processor === undefined) throw sendsNone(name);
  const received = { headers: request.headers, body: bodyBytes(request, largestEvent) };
  return ok({ handled: await receiveEvent(processor, received, services) });
});
