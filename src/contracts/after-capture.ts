import { capturedMinorOf, type Payment } from '../domain/payment.ts';
import { presentDisputes } from './disputes.ts';
import { amountNumber } from './numbers.ts';
import { presentReversedRefunds } from './refunds.ts';

/** Members of payments whose capture had consequences. A payment has none of them without. */
export const presentAfterCapture = (payment: Payment): object => ({
  ...presentFee(payment),
  ...presentReversedRefunds(payment),
  ...presentDisputes(payment),
});

/** The processor's fee, and the captured amount less it: but not in two currencies. */
function presentFee(payment: Payment): object {
  const { fee, amount } = payment;
  if (fee === undefined) return {};
  if (fee.currency !== amount.currency) return { fee_amount: amountNumber(fee), fee_currency: fee.currency };
  const net = { minor: capturedMinorOf(payment) - fee.minor, currency: amount.currency };
  return { fee_amount: amountNumber(fee), net_amount: amountNumber(net) };
}
