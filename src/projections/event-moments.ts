import { momentsOf } from '../domain/moments.ts';
import type { Payment } from '../domain/payment.ts';
import type { PaymentEvent } from './events.ts';

type Happened = Pick<PaymentEvent, 'kind' | 'payment' | 'refund'>;

/**
 * When an event happened, by its payment and never by a worker's clock: every delivery of its record gives the same instant.
 * A payment has no instant for the start of its wait, so `payment.pending` is dated like `payment.begun`.
 */
export function happenedAt(event: Happened): string {
  return instant(recordedMoment(event) ?? event.payment.createdAt);
}

function recordedMoment({ kind, payment, refund }: Happened): string | undefined {
  switch (kind) {
    case 'payment.begun':
    case 'payment.pending':
      return payment.createdAt;
    case 'payment.authorized':
      return momentsOf(payment).authorizedAt;
    case 'payment.completed':
    case 'payment.failed':
    case 'payment.refused':
      return payment.settledAt;
    case 'payment.captured':
    case 'payment.cancelled':
      return payment.closedAt;
    case 'payment.refunded':
      return lastRefundedAt(payment);
    case 'refund.completed':
    case 'refund.failed':
      return refund?.settledAt;
    case 'refund.reversed':
      return refund?.reversedAt;
  }
}

/** The moment of the refund that gave the last of the money back. */
function lastRefundedAt({ refunds }: Payment): string | undefined {
  const moments = Object.values(refunds)
    .filter(({ status }) => status === 'completed')
    .flatMap(({ settledAt }) => (settledAt === undefined ? [] : [instant(settledAt)]));
  return moments.sort().at(-1);
}

/** Imported payments may have their moments in another ISO form; one form makes them sort as text. */
function instant(text: string): string {
  const ms = Date.parse(text);
  return Number.isNaN(ms) ? text : new Date(ms).toISOString();
}
