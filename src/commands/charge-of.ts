import type { Payment } from '../domain/payment.ts';
import type { Charge } from '../processor/port.ts';

type Chargeable = Omit<Payment, 'intent'>;

/** A payment as processors see it. It consists of fields that never change, so every attempt sends the same. */
export const chargeOf = (payment: Chargeable): Charge => ({
  paymentId: payment.id,
  generation: payment.generation,
  amount: payment.amount,
  method: payment.method,
  token: payment.paymentMethod,
  captureLater: payment.captureLater,
  mayAskCustomer: payment.mayAskCustomer,
  customer: payment.instructions.customer,
  offSession: payment.instructions.offSession === true,
  returnUrl: payment.instructions.returnUrl,
  statementDescriptor: payment.instructions.statementDescriptor,
  metadata: payment.metadata ?? {},
});
