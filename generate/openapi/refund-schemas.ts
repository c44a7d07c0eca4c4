import { described, type JsonSchema, objectOf, oneOf, ref } from './json-schema.ts';

const text = { type: 'string' };

/** Schemas of the answers to a refund. */
export const refundSchemas: Readonly<Record<string, JsonSchema>> = {
  Refund: objectOf('A refund, with the amounts of its payment right after it.', refund()),
  DeclinedRefund: objectOf('A declined refund.', {
    ...refund(),
    failure_code: { const: 'refund_declined', description: 'Why the refund failed, as a stable code.' },
    error: described(text, 'Why the refund failed, as text for people.'),
  }),
};

function refund() {
  return {
    refund_id: described(ref('Id'), 'ID of the refund.'),
    payment_id: described(ref('Id'), 'ID of the refunded payment.'),
    refund_amount: described(ref('Money'), 'Amount of this refund.'),
    refunded_amount: described(ref('Money'), 'Total amount refunded right after this refund.'),
    refundable_amount: described(ref('Money'), 'Amount that could still be refunded right after this refund.'),
    currency: described(ref('Currency'), 'ISO 4217 code of the currency of all amounts.'),
    status: { ...oneOf('SUCCESS', 'REFUNDED'), description: 'Status of the payment right after this refund.' },
    refund_status: { ...oneOf('PENDING', 'SUCCESS', 'FAILED'), description: 'Status of this refund.' },
    reason: { type: ['string', 'null'], description: 'Reason given for the refund. Null if none was given.' },
    created_at: described(ref('Timestamp'), 'Time when the refund was created.'),
  };
}
