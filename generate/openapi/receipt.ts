import { disputed } from './dispute-schemas.ts';
import { described, listOf, nullable, objectOf, oneOf, ref } from './json-schema.ts';

const text = { type: 'string' };

/** The JSON receipt of src/contracts/receipt.ts. */
export const receiptSchema = objectOf(
  'A receipt. Its number never changes.',
  {
    receipt_id: { ...text, pattern: '^RCP-', description: 'Number of the receipt.' },
    payment_id: described(ref('Id'), 'ID of the payment.'),
    trip_id: described(nullable(ref('Id')), 'ID of the paid trip, if any.'),
    order_id: described(nullable(ref('Id')), 'ID of the paid order, if any.'),
    amount: described(ref('Money'), 'Amount charged.'),
    currency: described(ref('Currency'), 'Currency of all amounts.'),
    method: described(ref('PaymentMethod'), 'Payment method.'),
    status: { ...oneOf('SUCCESS', 'REFUNDED'), description: 'SUCCESS: charged. REFUNDED: fully refunded.' },
    reference: described(text, 'Reference of the payment at the payment processor.'),
    refunds: described(
      listOf(
        objectOf('A completed refund.', {
          refund_id: described(ref('Id'), 'ID of the refund.'),
          amount: described(ref('Money'), 'Amount refunded.'),
          reason: { type: ['string', 'null'], description: 'Reason given for the refund. Null if none was given.' },
          refunded_at: described(ref('Timestamp'), 'Time of the refund.'),
        }),
      ),
      'Completed refunds, oldest first.',
    ),
    refunded_amount: described(ref('Money'), 'Total amount refunded.'),
    net_amount: described(ref('Money'), 'Amount charged minus the total amount refunded.'),
    created_at: described(ref('Timestamp'), 'Time when the payment was created.'),
    issued_at: described(ref('Timestamp'), 'Time of the last change that this receipt includes.'),
  },
  {
    ...disputed,
    captured_at: described(
      ref('Timestamp'),
      'Time when the authorized amount was captured. Absent if the payment was charged directly.',
    ),
  },
);
