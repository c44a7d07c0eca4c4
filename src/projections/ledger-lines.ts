import { type Account, type Line, mergedLines, move } from '../domain/ledger.ts';
import { capturedMinorOf } from '../domain/payment.ts';
import type { PaymentEvent } from './events.ts';

/**
 * The lines of an event: none for events that move no money. Refunds are posted when they complete: a reserved refund may
 * still fail, and the processor owes its money until then. A fee is posted with the capture if the processor told it by then;
 * otherwise reconciliation posts it. Imported payments were settled elsewhere, so their money goes
 * through clearing, and this processor owes none of it.
 */
export function linesOf(event: PaymentEvent): Line[] {
  const lines = linesAtProcessor(event);
  return event.isQuiet ? lines.map(([account, ...change]) => [settledElsewhere[account] ?? account, ...change]) : lines;
}

const settledElsewhere: Readonly<Partial<Record<Account, Account>>> = { processor_receivable: 'clearing' };

function linesAtProcessor({ kind, payment, refund, dispute }: PaymentEvent): Line[] {
  const { amount } = payment;
  const captured = { minor: capturedMinorOf(payment), currency: amount.currency };
  const fee = move('processor_receivable', 'fees', payment.fee ?? { minor: 0n, currency: amount.currency });
  const refunded = { minor: refund?.amountMinor ?? 0n, currency: amount.currency };
  switch (kind) {
    case 'payment.authorized':
      return move('pending_sales', 'pending_receivable', amount);
    case 'payment.completed':
      return mergedLines([...move('sales', 'processor_receivable', captured), ...fee]);
    case 'payment.captured':
      // The whole authorization is released, however much of it was captured.
      return mergedLines([
        ...move('pending_receivable', 'pending_sales', amount),
        ...move('sales', 'processor_receivable', captured),
        ...fee,
      ]);
    case 'payment.cancelled':
      return move('pending_receivable', 'pending_sales', amount);
    case 'refund.completed':
      return move('processor_receivable', 'refunds', refunded);
    case 'refund.reversed':
      return move('refunds', 'processor_receivable', refunded);
    case 'dispute.opened':
      return dispute === undefined ? [] : move('processor_receivable', 'disputes', dispute.amount);
    case 'dispute.won':
      return dispute === undefined ? [] : move('disputes', 'processor_receivable', dispute.amount);
    // Its amount was withdrawn when it was opened.
    case 'dispute.lost':
    case 'payment.begun':
    case 'payment.pending':
    case 'payment.failed':
    case 'payment.refused':
    case 'payment.refunded':
    case 'refund.failed':
      return [];
  }
}
