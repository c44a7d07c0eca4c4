import { paymentV1 } from '../../generated/messages.ts';
import { findPayment } from '../../src/commands/find-payment.ts';
import { presentCustomerPayment } from '../../src/contracts/customers.ts';
import { readPaymentId } from '../../src/contracts/payment-ids.ts';
import { rpc } from '../../src/rpc/rpc.ts';
import { payments } from '../../src/store/payments.ts';

export const handler = rpc(paymentV1.GetPayment, { payments }, async (message, _call, { payments }) => ({
  message: presentCustomerPayment(await findPayment(payments, readPaymentId(message))),
}));
