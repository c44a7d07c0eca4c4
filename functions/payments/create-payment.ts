import { createPayment } from '../../src/commands/create-payment.ts';
import { hasPayment } from '../../src/commands/find-payment.ts';
import { orderGuard } from '../../src/commands/order-guard.ts';
import { storedKey } from '../../src/contracts/idempotency-key.ts';
import { readPaymentRequest } from '../../src/contracts/payment-body.ts';
import { presentCreatedPayment, wantedPayment } from '../../src/contracts/payments.ts';
import { jsonBody } from '../../src/http/body.ts';
import { waitingEndpoint } from '../../src/http/endpoint.ts';
import { sentKey } from '../../src/http/idempotency-key.ts';
import { locationFrom } from '../../src/http/location.ts';
import { paymentResponse } from '../../src/http/responses.ts';
import { processors } from '../../src/processor/current.ts';
import { noteKeyless } from '../../src/runtime/keyless.ts';
import { payments } from '../../src/store/payments.ts';

export const handler = waitingEndpoint({ payments, processors, orderGuard }, async (request, services, waitMs) => {
  const { caller } = request;
  const body = readPaymentRequest(jsonBody(request, 'strict'));
  const key = await storedKey(sentKey(request, body.idempotency_key), hasPayment(services.payments, caller));
  const wanted = wantedPayment(body, { caller, key, newId: services.io.newId });
  if (key === undefined) noteKeyless(services.io, { payment_id: wanted.id });
  const created = await createPayment(wanted, services, waitMs);
  const location = locationFrom(request, `v1/payments/${created.payment.id}`);
  return paymentResponse(created, presentCreatedPayment(created.payment), { location });
});
