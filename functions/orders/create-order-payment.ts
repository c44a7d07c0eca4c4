import { createPayment, recordRefusedPayment } from '../../src/commands/create-payment.ts';
import { requireOrder } from '../../src/commands/require-order.ts';
import { presentCreatedOrderPayment, readOrderPayment } from '../../src/contracts/orders.ts';
import { requirePositive } from '../../src/domain/money.ts';
import { paymentAnswer } from '../../src/http/answers.ts';
import { jsonBody } from '../../src/http/body.ts';
import { endpoint } from '../../src/http/endpoint.ts';
import { idempotencyKey, preferredWaitMs } from '../../src/http/idempotency-key.ts';
import { simulatedProcessor as processor } from '../../src/processor/simulated.ts';
import { keyUses } from '../../src/store/key-uses.ts';
import { orders } from '../../src/store/orders.ts';
import { payments } from '../../src/store/payments.ts';

export const handler = endpoint({ orders, payments, keyUses, processor }, async (request, services) => {
  const wanted = readOrderPayment(jsonBody(request, 'lenient'));
  const key = idempotencyKey(request); // The order is the identity; the key is only kept for its look-up.
  await requireOrder(services.orders, wanted.fields.orderId);
  if (wanted.fields.amount.minor <= 0n) await recordRefusedPayment(wanted, services);
  requirePositive(wanted.fields.amount);
  const { id: paymentId, fingerprint } = wanted;
  if (key) await services.keyUses.record(request.caller, key, { kind: 'order payment', paymentId, fingerprint });
  const created = await createPayment(wanted, services, preferredWaitMs(request));
  return paymentAnswer(created, presentCreatedOrderPayment(created.payment), 200);
});
