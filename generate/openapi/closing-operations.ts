import { CancelBody } from '../../src/contracts/cancellations.ts';
import { CaptureBody } from '../../src/contracts/captures.ts';
import { examples } from './examples.ts';
import { type ApiOperation, currencyField, jsonOf, keyField } from './operation.ts';
import { paymentIdParameter } from './payment-operations.ts';
import { keyHeaderRefusals, partRefusals, processorRefusals, storeRefusals } from './refusals.ts';

const hintOfClosing =
  'To authorize a payment, create it with `"capture": false`. Repeating the request changes nothing.';

/** Members that capture and cancel share. */
const closing = {
  keyed: true,
  responses: {
    200: { description: 'The current state of the payment.', content: jsonOf('Payment', examples.capturedPayment) },
  },
} satisfies Partial<ApiOperation>;
const closingRefusals = [
  ...keyHeaderRefusals,
  ...storeRefusals,
  ...processorRefusals,
  'concurrent_update',
  'field_invalid',
  'idempotency_key_mismatch',
  'payment_not_found',
  'payment_taken_elsewhere',
  'wrong_state',
] as const;

export const capture = (tag: string): ApiOperation => ({
  ...closing,
  tag,
  summary: 'Capture a payment',
  parameters: paymentIdParameter('ID of the payment to capture.', '1'),
  description: `Charges an authorized payment: the whole amount, or the amount in the request. A payment is captured once, and what is not captured is released. ${hintOfClosing}`,
  request: {
    name: 'CaptureRequest',
    schema: CaptureBody,
    description: 'The amount to capture. The body is optional.',
    optional: true,
    fields: {
      ...keyField,
      amount: 'Amount to capture, at most the authorized amount. Default: the authorized amount.',
      ...currencyField,
    },
    example: { amount: '20.00' },
  },
  refusals: [
    ...closingRefusals,
    ...partRefusals,
    'authorization_expired',
    'capture_exceeds_authorized',
    'capture_refused',
    'unknown_field',
  ],
});

export const cancel = (tag: string): ApiOperation => ({
  ...closing,
  tag,
  summary: 'Cancel a payment',
  parameters: paymentIdParameter('ID of the payment to cancel.', '1'),
  description:
    'Releases an authorized payment without charging it, or ends one that waits for its customer, so that nobody can pay it any more: it is `FAILED`, with `failure_code: abandoned`. ' +
    `A payment that its processor cannot stop, such as a bank debit, is not cancelled. ${hintOfClosing}`,
  request: {
    name: 'CancelRequest',
    schema: CancelBody,
    description: 'The body is optional, and unknown fields are ignored.',
    optional: true,
    fields: keyField,
    example: { idempotency_key: 'my-first-cancellation' },
  },
  refusals: closingRefusals,
});
