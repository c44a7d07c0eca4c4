import { capturedMinorOf } from '../domain/payment.ts';
import type { PaymentEvent } from './events.ts';

/**
 * Counters by name. They never decrease, and increments commute, so the order of events does not matter:
 *
 * - `begun`: payments created. `refused`: payments refused because their trip or order was already paid.
 * - `payments#<status>#<method>`: payments that became completed, failed, cancelled or fully refunded.
 * - `declines#<failure code>`
 * - `charged#<currency>`, `refunded#<currency>`: in minor units.
 * - `refunds#<status>`
 *
 * There is no counter of replays, because replays write nothing to the stream. They are a CloudWatch metric.
 */
export type Counters = ReadonlyMap<string, bigint>;

/** The counter increments of one event. */
export function incrementsOf({ kind, payment, refund }: Pick<PaymentEvent, 'kind' | 'payment' | 'refund'>): Counters {
  const { amount, method, decision } = payment;
  const became = (status: string): [string, bigint] => [`payments#${status}#${method}`, 1n];
  switch (kind) {
    case 'payment.begun':
      return new Map([['begun', 1n]]);
    case 'payment.refused':
      return new Map([['refused', 1n]]);
    case 'payment.pending':
    case 'payment.authorized':
      return new Map();
    case 'payment.completed':
    case 'payment.captured':
      return new Map([became('completed'), [`charged#${amount.currency}`, capturedMinorOf(payment)]]);
    case 'payment.failed': {
      const code = decision?.status === 'failed' ? decision.failureCode : 'unknown';
      return new Map([became('failed'), [`declines#${code}`, 1n]]);
    }
    case 'payment.cancelled':
      return new Map([became('cancelled')]);
    case 'payment.refunded':
      return new Map([became('refunded')]);
    case 'refund.completed':
      return new Map([
        ['refunds#completed', 1n],
        [`refunded#${amount.currency}`, refund?.amountMinor ?? 0n],
      ]);
    case 'refund.failed':
      return new Map([['refunds#failed', 1n]]);
    case 'refund.reversed':
      return new Map([
        ['refunds#reversed', 1n],
        [`reversed#${amount.currency}`, refund?.amountMinor ?? 0n],
      ]);
  }
}

/** The sum of the counter increments of several events. */
export function totalIncrements(events: readonly PaymentEvent[]): Counters {
  const total = new Map<string, bigint>();
  for (const [name, amount] of events.flatMap((event) => [...incrementsOf(event)])) {
    total.set(name, (total.get(name) ?? 0n) + amount);
  }
  return total;
}
