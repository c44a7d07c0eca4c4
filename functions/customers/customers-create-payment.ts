import { paymentV1 } from '../../generated/messages.ts';
import { createPayment } from '../../src/commands/create-payment.ts';
import { customerPayment, presentCreatedCustomerPayment } from '../../src/contracts/customers.ts';
import { simulatedProcessor as processor } from '../../src/processor/simulated.ts';
import { rpc } from '../../src/rpc/rpc.ts';
import { payments } from '../../src/store/payments.ts';

export const handler = rpc(paymentV1.CreatePayment, { payments, processor }, async (message, call, services) => {
  const asker = { caller: call.caller, key: call.idempotencyKey(), newId: services.io.newId };
  const { payment, replayed } = await createPayment(customerPayment(message, asker), services, call.waitMs);
  return { message: presentCreatedCustomerPayment(payment), replayed };
});
