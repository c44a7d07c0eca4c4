import { paymentV1 } from '../../generated/messages.ts';
import { createPayment } from '../../src/commands/create-payment.ts';
import { hasPayment } from '../../src/commands/find-payment.ts';
import { orderGuard } from '../../src/commands/order-guard.ts';
import { customerPayment, presentCreatedCustomerPayment } from '../../src/contracts/customers.ts';
import { storedKey } from '../../src/http/idempotency-key.ts';
import { simulatedProcessor as processor } from '../../src/processor/simulated.ts';
import { rpc } from '../../src/rpc/rpc.ts';
import { payments } from '../../src/store/payments.ts';

export const handler = rpc(
  paymentV1.CreatePayment,
  { payments, processor, orderGuard },
  async (message, call, services) => {
    const { caller } = call;
    const key = await storedKey(call.sentKey(), hasPayment(services.payments, caller));
    const asker = { caller, key, newId: services.io.newId };
    const { payment, replayed } = await createPayment(customerPayment(message, asker), services, call.waitMs);
    return { message: presentCreatedCustomerPayment(payment), replayed };
  },
);
