import { createPayment } from '../../src/commands/create-payment.ts';
import { presentCreatedPayment, readPaymentRequest, wantedPayment } from '../../src/contracts/payments.ts';
import { paymentAnswer } from '../../src/http/answers.ts';
import { jsonBody } from '../../src/http/body.ts';
import { endpoint } from '../../src/http/endpoint.ts';
import { idempotencyKey, preferredWaitMs } from '../../src/http/idempotency-key.ts';
import { simulatedProcessor as processor } from '../../src/processor/simulated.ts';
import { payments } from '../../src/store/payments.ts';

export const handler = endpoint({ payments, processor }, async (request, services) => {
  const body = readPaymentRequest(jsonBody(request, 'strict'));
  const key = idempotencyKey(request, body.idempotency_key);
  const wanted = wantedPayment(body, { caller: request.caller, key, newId: services.io.newId });
  const created = await createPayment(wanted, services, preferredWaitMs(request));
  return paymentAnswer(created, presentCreatedPayment(created.payment));
});
