import { isClosed } from '../../src/domain/dispute.ts';
import { isPolled, type Payment } from '../../src/domain/payment.ts';

/**
 * A payment that its processor may change is due at its import, unless its row says when: otherwise nobody would look at it, and
 * an authorization that ended at its processor would stay authorized for ever. The simulated processor changes nothing by itself.
 */
export function dueByImport(payment: Payment, now: number): Payment {
  const isRemote = payment.intent !== undefined && payment.intent.processor !== 'simulated';
  if (!isRemote || !isPolled(payment) || payment.dueAt !== undefined || !mayChange(payment)) return payment;
  return { ...payment, dueAt: new Date(now).toISOString() };
}

const mayChange = ({ status, refunds, disputes }: Payment): boolean =>
  status === 'authorized' ||
  Object.values(refunds).some((refund) => refund.status === 'pending') ||
  Object.values(disputes).some((dispute) => !isClosed(dispute));
