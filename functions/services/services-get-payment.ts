import { paymentsV1 } from '../../generated/messages.ts';
import { findPayment } from '../../src/commands/find-payment.ts';
import { readPaymentId } from '../../src/contracts/payment-ids.ts';
import { presentServicePayment } from '../../src/contracts/services.ts';
import { rpc } from '../../src/rpc/rpc.ts';
import { payments } from '../../src/store/payments.ts';

export const handler = rpc(paymentsV1.GetPayment, { payments }, async (message, _call, { payments }) => ({
  message: presentServicePayment(await findPayment(payments, readPaymentId(message))),
}));
