import { findPayment } from '../../src/commands/find-payment.ts';
import { presentOrderPayment } from '../../src/contracts/orders.ts';
import { paymentIdOfOrder } from '../../src/domain/identity.ts';
import { endpoint } from '../../src/http/endpoint.ts';
import { pathId } from '../../src/http/request.ts';
import { ok } from '../../src/http/responses.ts';
import { payments } from '../../src/store/payments.ts';

export const handler = endpoint({ payments }, async (request, { payments }) => {
  const orderId = pathId(request, 'order_id');
  const payment = await findPayment(payments, orderId && paymentIdOfOrder(orderId));
  return ok(presentOrderPayment(payment));
});
