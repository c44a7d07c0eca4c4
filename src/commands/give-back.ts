import type { Payment, Refund } from '../domain/payment.ts';
import { isRefundDecided } from '../domain/status.ts';
import type { Hint, Processor, RefundOutcome } from '../processor/processor.ts';
import type { Io } from '../runtime/io.ts';
import type { Payments } from '../store/payments.ts';
import type { Refunds } from '../store/refunds.ts';
import { keysRememberedMs, type Settled } from './charge.ts';
import { TakenOver } from './run-once.ts';

export type RefundServices = Readonly<{ payments: Payments; refunds: Refunds; processor: Processor; io: Io }>;

/** Sends back what a refund reserved. The refund's id is the processor's key, so sent again it is the same refund. */
export async function giveBack(
  payment: Payment,
  refund: Refund,
  { processor, io }: Pick<RefundServices, 'processor' | 'io'>,
  hint: Hint,
): Promise<RefundOutcome> {
  if (io.now() - Date.parse(refund.createdAt) > keysRememberedMs) {
    const found = await processor.findRefund(refund.id);
    if (found !== undefined) return found;
  }
  return processor.refund(refund.id, payment, { minor: refund.amountMinor, currency: payment.amount.currency }, hint);
}

/** Decides a refund by the lease of an owner; one that was decided meanwhile stays as it was decided. */
export async function settleRefund(
  payment: Payment,
  refund: Refund,
  owner: string,
  outcome: RefundOutcome,
  { refunds, io }: Pick<RefundServices, 'refunds' | 'io'>,
): Promise<Settled> {
  const at = new Date(io.now()).toISOString();
  const write = await refunds.settle(payment.id, refund, owner, outcome.status === 'completed', at);
  if (write.done) return { payment: write.payment, byUs: true };
  const entry = write.stored?.refunds[refund.id];
  if (write.stored === undefined || entry === undefined || !isRefundDecided(entry.status)) throw new TakenOver();
  return { payment: write.stored, byUs: entry.settledBy === owner };
}
