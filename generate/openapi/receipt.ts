import { described, listOf, nullable, objectOf, oneOf, ref } from './json-schema.ts';

const text = { type: 'string' };

/** A receipt as JSON, as src/contracts/receipt.ts presents it. */
export const receiptSchema = objectOf(
  'A receipt. Its number never changes.',
  {
    receipt_id: { ...text, pattern: '^RCP-', description: 'Number of the receipt.' },
    payment_id: described(ref('Id'), 'Id of the payment.'),
    trip_id: described(nullable(ref('Id')), 'Trip that was paid.'),
    order_id: described(nullable(ref('Id')), 'Order that was paid.'),
    amount: described(ref('Money'), 'Amount charged.'),
    currency: described(ref('Currency'), 'Currency of all amounts.'),
    method: described(ref('MethodShown'), 'Payment method.'),
    status: { ...oneOf('SUCCESS', 'REFUNDED'), description: 'REFUNDED once all of it was refunded.' },
    reference: described(text, 'Reference of the payment at the processor.'),
    refunds: described(
      listOf(
        objectOf('A completed refund.', {
          refund_id: described(ref('Id'), 'Id of the refund.'),
          amount: described(ref('Money'), 'Amount refunded.'),
          reason: { type: ['string', 'null'], description: 'Reason of the refund.' },
          refunded_at: described(ref('Moment'), 'Time of the refund.'),
        }),
      ),
      'Completed refunds, oldest first.',
    ),
    refunded_amount: described(ref('Money'), 'Amount refunded in all.'),
    net_amount: described(ref('Money'), 'Amount charged less the refunds.'),
    created_at: described(ref('Moment'), 'Time at which the payment was created.'),
    issued_at: described(ref('Moment'), 'Time of the last change that the receipt shows.'),
  },
  { captured_at: described(ref('Moment'), 'Time at which an authorized amount was captured.') },
);
