import { createPayment, recordRefusedPayment } from '../../src/commands/create-payment.ts';
import { orderGuard } from '../../src/commands/order-guard.ts';
import { requireOrder } from '../../src/commands/require-order.ts';
import { presentCreatedOrderPayment, readOrderPayment } from '../../src/contracts/orders.ts';
import { requirePositive } from '../../src/domain/money.ts';
import { paymentAnswer } from '../../src/http/answers.ts';
import { jsonBody } from '../../src/http/body.ts';
import { waitingEndpoint } from '../../src/http/endpoint.ts';
import { idempotencyKey } from '../../src/http/idempotency-key.ts';
import { locationFrom } from '../../src/http/location.ts';
import { simulatedProcessor as processor } from '../../src/processor/simulated.ts';
import { orders } from '../../src/store/orders.ts';
import { payments } from '../../src/store/payments.ts';

export const handler = waitingEndpoint(
  { orders, payments, processor, orderGuard },
  async (request, services, waitMs) => {
    const wanted = readOrderPayment(jsonBody(request, 'lenient'));
    idempotencyKey(request); // Only its form matters: the order is the identity.
    await requireOrder(services.orders, wanted.fields.orderId);
    if (wanted.fields.amount.minor <= 0n) await recordRefusedPayment(wanted, services);
    requirePositive(wanted.fields.amount);
    const created = await createPayment(wanted, services, waitMs);
    const { id, orderId } = created.payment;
    const own = request.path.startsWith('/api/') ? `api/payments/${orderId}/` : `payments/${id}/`;
    const location = locationFrom(request, own);
    return paymentAnswer(created, presentCreatedOrderPayment(created.payment), { location, repeated: 200 });
  },
);
