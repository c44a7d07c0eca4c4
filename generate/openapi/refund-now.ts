import { examples } from './examples.ts';
import { described, nullable, objectOf, oneOf, ref } from './json-schema.ts';
import { type ApiOperation, jsonOf } from './operation.ts';
import { storeRefusals } from './refusals.ts';

export const getRefund = (tag: string): ApiOperation => ({
  tag,
  summary: 'Get a refund',
  description: 'Gets a refund as it is now. A refund can be found a few seconds after it was begun.',
  parameters: [
    {
      name: 'refund_id',
      in: 'path',
      description: '`refund_id` of the refund to get.',
      required: true,
      schema: ref('IdText'),
      example: '2bfe10f2-e676-869a-8b18-49a64adc31b3',
    },
  ],
  responses: { 200: { description: 'The refund.', content: jsonOf('RefundNow', examples.refundNow) } },
  refusals: [...storeRefusals, 'refund_not_found'],
});

export const refundNow = objectOf(
  'A refund as it is now.',
  {
    refund_id: described(ref('Id'), 'ID of the refund.'),
    payment_id: described(ref('Id'), 'ID of the payment.'),
    refund_amount: described(ref('Money'), 'Amount of this refund.'),
    currency: described(ref('Currency'), 'ISO 4217 code of the currency of the amount.'),
    refund_status: {
      ...oneOf('PENDING', 'SUCCESS', 'FAILED', 'REVERSED'),
      description: 'Status of the refund. REVERSED: its money came back after it had succeeded.',
    },
    failure_code: { type: ['string', 'null'], description: 'Why the refund failed, if it did.' },
    reason: { type: ['string', 'null'], description: 'Reason given for the refund. Null if none was given.' },
    created_at: described(ref('Timestamp'), 'Time when the refund was created, here or at the processor.'),
    settled_at: described(nullable(ref('Timestamp')), 'Time when it succeeded or failed. Null until then.'),
    reversed_at: described(nullable(ref('Timestamp')), 'Time when its money came back, if it did.'),
  },
  {
    reference: {
      type: 'string',
      description: "The processor's ID of the refund, once it has named one.",
    },
    external_reference: {
      type: 'string',
      description:
        "The processor's ID of a refund that was made there, and not through this API. Others do not have it.",
    },
  },
);
