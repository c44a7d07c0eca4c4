import { paymentsV1 } from '../../generated/messages.ts';
import { createPayment } from '../../src/commands/create-payment.ts';
import { hasPayment } from '../../src/commands/find-payment.ts';
import { orderGuard } from '../../src/commands/order-guard.ts';
import { storedKey } from '../../src/contracts/idempotency-key.ts';
import { presentRequestedPayment, requestedPayment } from '../../src/contracts/services.ts';
import { processors } from '../../src/processor/current.ts';
import { rpc } from '../../src/rpc/rpc.ts';
import { payments } from '../../src/store/payments.ts';

const ofThisContract = { waitMs: 3000, codes: { idempotency_key_reused: 'invalid_argument' } } as const;

export const handler = rpc(
  paymentsV1.RequestPayment,
  { payments, processors, orderGuard },
  async (message, call, services) => {
    const { caller } = call;
    const key = await storedKey(call.sentKey(message.idempotency_key), hasPayment(services.payments, caller));
    const wanted = requestedPayment(message, { caller, key, newId: services.io.newId });
    const { payment, replayed } = await createPayment(wanted, services, call.waitMs);
    return { message: presentRequestedPayment(payment), replayed };
  },
  ofThisContract,
);
