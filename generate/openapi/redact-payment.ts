import { examples } from './examples.ts';
import { type ApiOperation, jsonOf } from './operation.ts';
import { paymentIdParameter } from './payment-operations.ts';
import { storeRefusals } from './refusals.ts';

export const redactPayment = (tag: string): ApiOperation => ({
  tag,
  summary: "Redact a payment's free text",
  description:
    "Removes the metadata of a payment and the reasons of its refunds, for good. IDs and money stay, and retries of the payment's creation are answered as before, with empty metadata. Repeating the request removes what was added since.",
  parameters: paymentIdParameter('ID of the payment to redact.', '1'),
  responses: { 200: { description: 'The payment without free text.', content: jsonOf('Payment', examples.redacted) } },
  refusals: [...storeRefusals, 'payment_not_found', 'concurrent_update'],
});
