import { paymentV1 } from '../../generated/messages.ts';
import { createPayment } from '../../src/commands/create-payment.ts';
import { hasPayment } from '../../src/commands/find-payment.ts';
import { orderGuard } from '../../src/commands/order-guard.ts';
import { customerPayment, presentCreatedCustomerPayment } from '../../src/contracts/customers.ts';
import { storedKey } from '../../src/contracts/idempotency-key.ts';
import { processors } from '../../src/processor/current.ts';
import { rpc } from '../../src/rpc/rpc.ts';
import { noteKeyless } from '../../src/runtime/keyless.ts';
import { payments } from '../../src/store/payments.ts';

const needs = { payments, processors, orderGuard };

export const handler = rpc(paymentV1.CreatePayment, needs, async (message, call, services) => {
  const { caller } = call;
  const key = await storedKey(call.sentKey(message.idempotency_key), hasPayment(services.payments, caller));
  const wanted = customerPayment(message, { caller, key, newId: services.io.newId });
  if (key === undefined) noteKeyless(services.io, { payment_id: wanted.id });
  const { payment, replayed } = await createPayment(wanted, services, call.waitMs);
  return { message: presentCreatedCustomerPayment(payment), replayed };
});
