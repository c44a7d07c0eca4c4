import { orderGuard } from '../../src/commands/order-guard.ts';
import { payForOrder } from '../../src/commands/pay-for-order.ts';
import { keyRecorder } from '../../src/commands/record-key-use.ts';
import { presentCreatedOrderPayment, readOrderPayment } from '../../src/contracts/orders.ts';
import { jsonBody } from '../../src/http/body.ts';
import { waitingEndpoint } from '../../src/http/endpoint.ts';
import { idempotencyKey } from '../../src/http/idempotency-key.ts';
import { locationFrom } from '../../src/http/location.ts';
import { paymentResponse } from '../../src/http/responses.ts';
import { processors } from '../../src/processor/current.ts';
import { keyUses } from '../../src/store/key-uses.ts';
import { orders } from '../../src/store/orders.ts';
import { payments } from '../../src/store/payments.ts';

const needs = { orders, payments, keyUses, processors, orderGuard };

export const handler = waitingEndpoint(needs, async (request, services, waitMs) => {
  const { wanted, key } = readOrderPayment(jsonBody(request, 'lenient'));
  const record = keyRecorder(services.keyUses, request.caller, idempotencyKey(request, key));
  const created = await payForOrder(wanted, services, waitMs, record);
  const { id, orderId } = created.payment;
  const own = request.path.startsWith('/api/') ? `api/payments/${orderId}/` : `payments/${id}/`;
  const location = locationFrom(request, own);
  return paymentResponse(created, presentCreatedOrderPayment(created.payment), { location, replayStatus: 200 });
});
