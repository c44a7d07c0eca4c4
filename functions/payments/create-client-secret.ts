import { findPayment } from '../../src/commands/find-payment.ts';
import { readClientSecret } from '../../src/commands/read-client-secret.ts';
import { presentClientSecret } from '../../src/contracts/payment-form.ts';
import { ok } from '../../src/http/answers.ts';
import { endpoint } from '../../src/http/endpoint.ts';
import { requiredPathId } from '../../src/http/request.ts';
import { processors } from '../../src/processor/current.ts';
import { payments } from '../../src/store/payments.ts';

export const handler = endpoint({ payments, processors }, async (request, services) => {
  const paymentId = requiredPathId(request, 'payment_id', 'payment_not_found');
  const payment = await findPayment(services.payments, paymentId);
  return ok(presentClientSecret(await readClientSecret(payment, services)));
});
