import { paymentV1 } from '../../generated/messages.ts';
import { processPayment } from '../../src/commands/process-payment.ts';
import { hasRefund } from '../../src/commands/refund-payment.ts';
import { presentProcessedPayment, readAction } from '../../src/contracts/customers.ts';
import { storedKey } from '../../src/contracts/idempotency-key.ts';
import { readPaymentId } from '../../src/contracts/payment-ids.ts';
import { processors } from '../../src/processor/current.ts';
import { rpc } from '../../src/rpc/rpc.ts';
import { authorizations } from '../../src/store/authorizations.ts';
import { keyUses } from '../../src/store/key-uses.ts';
import { payments } from '../../src/store/payments.ts';
import { refunds } from '../../src/store/refunds.ts';

const needs = { payments, authorizations, refunds, keyUses, processors };

export const handler = rpc(paymentV1.ProcessPayment, needs, async (message, { caller, ...call }, services) => {
  const action = readAction(message.action);
  const paymentId = readPaymentId(message);
  const key = await storedKey(call.sentKey(message.idempotency_key), hasRefund(services.payments, paymentId, caller));
  const processing = { paymentId, action, caller, key };
  const processed = await processPayment(processing, services, call.waitMs);
  return { message: presentProcessedPayment(processed.payment, processed), replayed: processed.replayed };
});
