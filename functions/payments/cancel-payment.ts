import { closePayment } from '../../src/commands/close-payment.ts';
import { presentPayment } from '../../src/contracts/payments.ts';
import { ok } from '../../src/http/answers.ts';
import { endpoint } from '../../src/http/endpoint.ts';
import { idempotencyKey } from '../../src/http/idempotency-key.ts';
import { pathId } from '../../src/http/request.ts';
import { simulatedProcessor as processor } from '../../src/processor/simulated.ts';
import { closedPayments as closed } from '../../src/store/closed-payments.ts';
import { keyUses } from '../../src/store/key-uses.ts';
import { payments } from '../../src/store/payments.ts';

export const handler = endpoint({ payments, closed, keyUses, processor }, async (request, services) => {
  const paymentId = pathId(request, 'payment_id');
  const key = idempotencyKey(request); // The payment is the identity; the key is only kept for its look-up.
  const recordUse = async () => {
    if (key === undefined || paymentId === undefined) return;
    await services.keyUses.record(request.caller, key, { kind: 'cancel', paymentId });
  };
  return ok(presentPayment(await closePayment(paymentId, 'cancel', services, recordUse)));
});
