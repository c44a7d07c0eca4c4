import { objectOf, oneOf } from './json-schema.ts';
import { type Contract, jsonOf } from './operation.ts';
import { processorRefusals, storeRefusals } from './refusals.ts';

/** Events that payment processors send. */
export const processorEvents: Contract = {
  operations: {
    'receive-processor-event': {
      tag: 'Processor events',
      summary: 'Receive an event of a payment processor',
      description:
        'For the processor alone, which signs the raw body (at most 256 KiB) in its own way. An event is a hint to ask the processor about a ' +
        'payment, so it may come late, twice or out of order. Any other status than 200 makes the processor send it again.',
      parameters: [
        {
          name: 'processor',
          in: 'path',
          description: 'Name of the processor.',
          required: true,
          schema: { type: 'string' },
          example: 'stripe',
        },
      ],
      responses: {
        200: {
          description: 'The event is not needed again.',
          content: jsonOf('HandledEvent', { handled: 'reconciled' }),
        },
      },
      refusals: [
        ...storeRefusals,
        ...processorRefusals,
        'body_too_large',
        'event_forged',
        'event_too_early',
        'processor_not_found',
      ],
    },
  },
  schemas: {
    HandledEvent: objectOf('Result of an event.', {
      handled: {
        ...oneOf('reconciled', 'repeated', 'irrelevant', 'not_ours', 'unknown'),
        description:
          '`reconciled`: the payment agrees with its processor. `repeated`: the event was handled before. `irrelevant`: it is about nothing that ' +
          'this service made. `not_ours`: the payment has another intent. `unknown`: no such payment was stored within an hour.',
      },
    }),
  },
};
