import { disputeStatuses } from '../../src/domain/dispute.ts';
import { described, type JsonSchema, listOf, nullable, objectOf, oneOf, ref } from './json-schema.ts';

/** Members of payments whose processor told its fee. */
export const fee: Readonly<Record<string, JsonSchema>> = {
  fee_amount: described(ref('Money'), "The processor's fee, if the processor reported it with the capture."),
  fee_currency: described(
    ref('Currency'),
    'Currency of `fee_amount`, if it is not that of the payment. There is no `net_amount` then.',
  ),
  net_amount: { type: 'number', description: 'Captured amount minus the fee of the processor.' },
};

/** A dispute as GET, receipts and the list of disputes show it. */
export const disputeForm: Readonly<Record<string, JsonSchema>> = {
  dispute_id: { type: 'string', description: "The processor's ID of the dispute." },
  status: {
    ...oneOf(...disputeStatuses),
    description:
      '`inquiry`: the bank asks, and no money has moved. `open`: the processor took the amount back. `won`: the amount stays, or came back. `lost`: the customer has it.',
  },
  amount: described(ref('Money'), 'Disputed amount.'),
  currency: described(ref('Currency'), 'Currency of the disputed amount.'),
  reason: { type: ['string', 'null'], description: "The processor's code of the reason. Null if it gives none." },
  evidence_due_by: described(nullable(ref('Timestamp')), 'Deadline for evidence. Null if no evidence is accepted.'),
  opened_at: described(ref('Timestamp'), 'Time when the dispute was opened.'),
  closed_at: described(nullable(ref('Timestamp')), 'Time when the dispute was won or lost. Null until then.'),
};

/** Members of payments with disputes. */
export const disputed: Readonly<Record<string, JsonSchema>> = {
  disputes: described(
    listOf(objectOf('A dispute of the payment.', disputeForm)),
    'Disputes of the payment, newest first. Absent if there are none.',
  ),
};
