import { paymentEventTypes } from '../../src/contracts/event.ts';
import { stepTypes } from '../../src/domain/payment-step.ts';
import type { DeliveryState } from '../../src/domain/webhook-delivery.ts';
import { examples } from './examples.ts';
import { described, listOf, nullable, objectOf, oneOf, ref } from './json-schema.ts';
import { type ApiOperation, jsonOf } from './operation.ts';
import { paymentIdParameter } from './payment-operations.ts';
import { storeRefusals } from './refusals.ts';

export const getTimeline = (tag: string): ApiOperation => ({
  tag,
  summary: "Get a payment's timeline",
  description:
    'Lists what happened to a payment, the oldest first: events of all attempts with their ledger lines and deliveries, take-overs of its leases, and what its processor answered. Entries come a few seconds after what they tell of.',
  parameters: paymentIdParameter('ID of the payment.', '1'),
  responses: { 200: { description: 'The timeline.', content: jsonOf('Timeline', examples.timeline) } },
  refusals: [...storeRefusals, 'payment_not_found'],
});

const deliveryStatuses: Readonly<Record<DeliveryState['status'], true>> = {
  delivered: true,
  pending: true,
  dead: true,
};
const deliveryTypes = Object.keys(deliveryStatuses).map((status) => `delivery.${status}`);

const text = (description: string) => ({ type: 'string' as const, description });
const optionalText = (description: string) => ({ type: ['string', 'null'] as const, description });

export const timeline = objectOf('What happened to a payment.', {
  payment_id: described(ref('Id'), 'ID of the payment.'),
  entries: described(listOf(ref('TimelineEntry')), 'What happened, the oldest first. At most the newest 1,000.'),
  count: { type: 'integer', minimum: 0, description: 'Number of entries.' },
  omitted: { type: 'integer', minimum: 0, description: 'Number of older entries that are left out.' },
  events_without_deliveries: {
    type: 'integer',
    minimum: 0,
    description: 'Number of older events whose deliveries are left out, because their number is limited to 100.',
  },
  polls: { type: 'integer', minimum: 0, description: 'How often the processor was asked about the payment again.' },
  next_poll_at: described(nullable(ref('Timestamp')), 'When it is asked next. Null if it is not.'),
});

export const timelineEntry = objectOf('Something that happened to a payment.', {
  at: described(ref('Timestamp'), 'When it happened. Some entries are dated to the second.'),
  type: {
    ...oneOf(...paymentEventTypes, ...stepTypes, 'processor.opened', 'processor.answered', ...deliveryTypes),
    description:
      'What happened: a type of event, a step between events, an exchange with the processor, or the last attempt of a delivery.',
  },
  attempt: {
    type: ['integer', 'null'],
    minimum: 0,
    description: "The order's attempt, from 0. Null for refunds and disputes.",
  },
  refund_id: optionalText('ID of the refund, if the entry is about one.'),
  dispute_id: optionalText("The processor's ID of the dispute, if the entry is about one."),
  event_id: optionalText('ID of the event, if the entry is one or its delivery.'),
  by: described(nullable(ref('TimelineActor')), 'The client or worker that did it. Null if that is not known.'),
  details: {
    type: 'object',
    description:
      'More, depending on the type: amount, status and ledger lines, answer and code, the holder of the lease before, or endpoint and attempts.',
  },
});

export const timelineActor = objectOf('The client or worker that changed a payment.', {
  caller: text('Name of its role or user, id of its API key, or name of the worker.'),
  request_id: text('ID of the request, as in `X-Request-Id` and in the log.'),
  correlation_id: optionalText("The client's own correlation ID, if it sent one."),
});
