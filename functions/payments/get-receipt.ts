import { findPayment } from '../../src/commands/find-payment.ts';
import { presentReceipt, receiptOf } from '../../src/contracts/receipt.ts';
import { receiptText } from '../../src/contracts/receipt-lines.ts';
import { receiptPage } from '../../src/contracts/receipt-page.ts';
import { preferredType } from '../../src/http/accept.ts';
import { endpoint } from '../../src/http/endpoint.ts';
import { pathId } from '../../src/http/request.ts';
import { html, ok, text } from '../../src/http/responses.ts';
import { payments } from '../../src/store/payments.ts';

export const handler = endpoint({ payments }, async (request, { payments }) => {
  const receipt = receiptOf(await findPayment(payments, pathId(request, 'payment_id')));
  const type = preferredType(request, ['application/json', 'text/plain', 'text/html']);
  if (type === 'text/plain') return text(200, receiptText(receipt), 'text/plain; charset=utf-8');
  if (type === 'text/html') return html(200, receiptPage(receipt));
  return ok(presentReceipt(receipt));
});
