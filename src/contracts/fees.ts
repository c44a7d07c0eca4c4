import { capturedMinorOf, type Payment } from '../domain/payment.ts';
import { amountNumber } from './numbers.ts';

/**
 * The processor's fee, and what is left of the captured amount. Nothing is left to be said in a currency that the fee is not
 * in. The payment has no such members if its processor tells of no fee.
 */
export function presentFee(payment: Payment): object {
  const { fee, amount } = payment;
  if (fee === undefined) return {};
  if (fee.currency !== amount.currency) return { fee_amount: amountNumber(fee), fee_currency: fee.currency };
  const net = { minor: capturedMinorOf(payment) - fee.minor, currency: amount.currency };
  return { fee_amount: amountNumber(fee), net_amount: amountNumber(net) };
}
