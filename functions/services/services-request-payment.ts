import { paymentsV1 } from '../../generated/messages.ts';
import { createPayment } from '../../src/commands/create-payment.ts';
import { presentRequestedPayment, requestedPayment } from '../../src/contracts/services.ts';
import { simulatedProcessor as processor } from '../../src/processor/simulated.ts';
import { rpc } from '../../src/rpc/rpc.ts';
import { payments } from '../../src/store/payments.ts';

const ofThisContract = { waitMs: 3000, codes: { idempotency_key_reused: 'invalid_argument' } } as const;

export const handler = rpc(
  paymentsV1.RequestPayment,
  { payments, processor },
  async (message, call, services) => {
    const key = call.idempotencyKey(message.idempotency_key);
    const wanted = requestedPayment(message, { caller: call.caller, key, newId: services.io.newId });
    const { payment, replayed } = await createPayment(wanted, services, call.waitMs);
    return { message: presentRequestedPayment(payment), replayed };
  },
  ofThisContract,
);
