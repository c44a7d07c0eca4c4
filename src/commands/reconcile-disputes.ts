import { disputesAfter, isClosed, mostDisputes, type Disputes as PaymentDisputes } from '../domain/dispute.ts';
import type { CompletedPayment } from '../domain/payment.ts';
import { capturedMinorOf } from '../domain/payment.ts';
import { dueOfDispute } from '../domain/polling.ts';
import { Refusal } from '../domain/refusal.ts';
import { type Captured, UnexplainedAnswer } from '../processor/port.ts';
import type { Processors } from '../processor/routing.ts';
import type { Io } from '../runtime/io.ts';
import type { DisputesTable } from '../store/disputes.ts';
import { askProcessor, processorUnavailable } from './ask-processor.ts';
import { atProcessor } from './charge.ts';

type DisputeServices = Readonly<{ disputes: DisputesTable; processors: Processors; io: Pick<Io, 'now'> }>;

/** Each round means that a refusal or another look came first. */
const mostRounds = 6;

/**
 * Brings the disputes of a payment in line with its processor. The payment was read before the processor is asked, and the write
 * is conditional on nothing having been recorded since: of two looks, the later one stands.
 */
export async function reconcileDisputes(
  payment: CompletedPayment,
  { disputes, processors, io }: DisputeServices,
): Promise<'changed' | 'waiting'> {
  const { processor, intent, charge } = atProcessor(payment, processors);
  if (processor.observeDisputes === undefined) return 'waiting';
  let seen = payment;
  for (let round = 0; round < mostRounds; round++) {
    const observed = await askProcessor(processor.observeDisputes(intent, charge, capturedOf(seen)));
    const after = disputesAfter(seen.disputes, observed, new Date(io.now()).toISOString());
    if (after === undefined) return 'waiting';
    requireFew(after);
    const { done, payment: stored } = await disputes.record(seen, after, nextLook(after, io.now()));
    if (done) return 'changed';
    if (stored?.status !== 'completed') throw new Error('a captured payment is gone');
    seen = stored;
  }
  // The processor sends its event again, and the poller comes back.
  throw new Refusal('store_unavailable', 'many requests change this payment; try again', { retryAfterSeconds: 1 });
}

/** When the disputes of a payment are looked at next; undefined if all are closed. */
export const nextLook = (disputes: PaymentDisputes, now: number): string | undefined =>
  Object.values(disputes).every(isClosed) ? undefined : dueOfDispute(now);

/** The money that was taken by a payment, and when. */
export const capturedOf = (payment: CompletedPayment): Captured => ({
  amount: { minor: capturedMinorOf(payment), currency: payment.amount.currency },
  at: payment.closedAt ?? payment.settledAt ?? payment.createdAt,
});

function requireFew(disputes: PaymentDisputes): void {
  if (Object.keys(disputes).length <= mostDisputes) return;
  throw processorUnavailable(new UnexplainedAnswer(`the payment has more than ${mostDisputes} disputes`));
}
