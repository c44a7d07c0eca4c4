import { capturedMinorOf } from '../domain/payment.ts';
import type { PaymentEvent } from './events.ts';

/**
 * Counters by name. They only rise, and each event raises them by the same, whenever and in whatever order it comes:
 *
 * - `begun`, `refused`: payments; those of a trip that was paid already count as nothing else.
 * - `payments#<status>#<method>`: payments that became completed, failed, cancelled or refunded (whole).
 * - `declines#<failure code>`
 * - `charged#<currency>`, `refunded#<currency>`: minor units.
 * - `refunds#<status>`
 *
 * Replays are not here: they write nothing, so the stream does not tell of them. They are in the log, and a metric of CloudWatch.
 */
export type Counters = ReadonlyMap<string, bigint>;

/** What an event raises, and by how much. */
export function raisedBy({ kind, payment, refund }: PaymentEvent): Counters {
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

/** What several events raise together. */
export function raisedByAll(events: readonly PaymentEvent[]): Counters {
  const total = new Map<string, bigint>();
  for (const [name, amount] of events.flatMap((event) => [...raisedBy(event)])) {
    total.set(name, (total.get(name) ?? 0n) + amount);
  }
  return total;
}
