import { eventTypes, paymentEventTypes } from '../../src/contracts/event.ts';
import { webhookFailureTypes } from '../../src/domain/webhook-failure.ts';
import { examples } from './examples.ts';
import type { Parameter } from './headers.ts';
import { described, type JsonSchema, listOf, nullable, objectOf, oneOf, ref } from './json-schema.ts';
import { type Contract, jsonOf } from './operation.ts';
import { storeRefusals } from './refusals.ts';
import { getTimeline, timeline, timelineActor, timelineEntry } from './timeline.ts';
import { eventSchemaOf, webhookFailureSchemas } from './webhook-failures.ts';

const tag = 'Events';

const query = (name: string, description: string, schema: JsonSchema): Parameter => ({
  name,
  in: 'query',
  description,
  schema,
});
const moment: JsonSchema = { type: 'string', examples: ['2026-11-28T10:00:00Z', '2026-11-28'] };
const eventId: JsonSchema = { type: 'string', minLength: 1, examples: ['1:payment.completed:0'] };

/** Events of payments, as they were recorded. */
export const events: Contract = {
  operations: {
    'list-events': {
      tag,
      summary: 'List events',
      description:
        'Lists what happened to payments, and which deliveries and endpoints failed, newest first, a few seconds after it happened. Without `payment_id`, lists the last 30 days, or the range from `since` to `until`, and leaves out `payment.begun`. With `type`, a page ends early after 5,000 events of other types, maybe without any: read on while `has_more` is true. ' +
        'Each event has the same bytes as the body of its webhook.',
      parameters: [
        query('type', 'Only events of this type.', oneOf(...eventTypes)),
        query('payment_id', 'Only events of this payment, of any time.', ref('IdText')),
        query('since', 'Only events from this day or instant on (UTC). At most 366 days before `until`.', moment),
        query('until', 'Only events before this day or instant (UTC). Default: now.', moment),
        query('limit', 'Maximum number of events to return.', {
          type: 'integer',
          minimum: 1,
          maximum: 500,
          default: 100,
        }),
        query('cursor', '`next_cursor` of the previous page. Send the same filters with it.', {
          type: 'string',
          minLength: 1,
        }),
      ],
      responses: { 200: { description: 'A page of events.', content: jsonOf('Events', examples.events) } },
      refusals: [...storeRefusals, 'query_invalid'],
    },
    'get-event': {
      tag,
      summary: 'Get an event',
      parameters: [
        {
          name: 'event_id',
          in: 'path',
          description: '`event_id` of the event to get.',
          required: true,
          schema: eventId,
          example: '1:payment.completed:0',
        },
      ],
      responses: { 200: { description: 'The event. It never changes.', content: jsonOf('Event', examples.event) } },
      refusals: [...storeRefusals, 'event_not_found'],
    },
    'get-payment-timeline': getTimeline(tag),
  },
  schemas: {
    Event: {
      description: 'An event, in the form of Standard Webhooks. `type` says which.',
      anyOf: [ref('PaymentEvent'), ...webhookFailureTypes.map((type) => ref(eventSchemaOf(type)))],
    },
    PaymentEvent: objectOf('Something that happened to a payment.', {
      type: { ...oneOf(...paymentEventTypes), description: 'What happened.' },
      timestamp: described(ref('Timestamp'), 'When it happened.'),
      data: objectOf('The payment or refund, as the event left it.', {
        event_id: described(eventId, 'ID of the event: payment, type, and the attempt or the refund.'),
        payment_id: described(ref('Id'), 'ID of the payment.'),
        order_id: described(nullable(ref('Id')), 'ID of the order of the payment, if any.'),
        trip_id: described(nullable(ref('Id')), 'ID of the trip of the payment, if any.'),
        customer_id: described(nullable(ref('Id')), 'ID of the customer of the payment, if any.'),
        refund_id: described(nullable(ref('Id')), 'ID of the refund, if the event is about one.'),
        dispute_id: {
          type: ['string', 'null'],
          description: "The processor's ID of the dispute, if the event is about one.",
        },
        evidence_due_by: described(
          nullable(ref('Timestamp')),
          'Deadline for evidence, if the event is about a dispute that accepts any.',
        ),
        reference: {
          type: ['string', 'null'],
          description: "The processor's reference, once it approved the payment.",
        },
        amount: described(ref('RequestedMoney'), 'Amount of the payment, of its capture, or of the refund.'),
        currency: described(ref('Currency'), 'Currency of the amount.'),
        status: {
          ...oneOf('PENDING', 'SUCCESS', 'FAILED', 'REFUNDED'),
          description: 'Status that the event left the payment in, or the refund.',
        },
        failure_code: { type: ['string', 'null'], description: 'Why the payment failed, if it did.' },
      }),
    }),
    ...webhookFailureSchemas,
    Timeline: timeline,
    TimelineEntry: timelineEntry,
    TimelineActor: timelineActor,
    Events: objectOf('A page of events, newest first.', {
      events: described(listOf(ref('Event')), 'The events of this page.'),
      count: { type: 'integer', minimum: 0, description: 'Number of events in this page.' },
      limit: { type: 'integer', minimum: 1, description: 'The `limit` of the request.' },
      has_more: { type: 'boolean', description: 'Whether there is another page.' },
      next_cursor: {
        type: ['string', 'null'],
        description: 'Send this as `cursor` to get the next page. Null on the last page.',
      },
    }),
  },
};
