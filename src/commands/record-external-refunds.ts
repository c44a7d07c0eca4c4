import { externalRefundOf, fitOf } from '../domain/external-refund.ts';
import type { CompletedPayment } from '../domain/payment.ts';
import { UnexplainedAnswer } from '../processor/port.ts';
import type { Processors } from '../processor/routing.ts';
import type { Io } from '../runtime/io.ts';
import type { Refunds } from '../store/refunds.ts';
import { askProcessor, processorUnavailable } from './ask-processor.ts';
import { atProcessor } from './charge.ts';

type ExternalRefundServices = Readonly<{ refunds: Refunds; processors: Processors; io: Pick<Io, 'now'> }>;

/** A payment with all refunds that could be recorded. `isAllRecorded` is false if another look has to follow. */
type RecordedRefunds = Readonly<{ payment: CompletedPayment; isAllRecorded: boolean }>;

/**
 * Records refunds of a payment that somebody made at its processor. The payment was read before the processor is asked. A write
 * that loses against another one is left for the next look, because this one may be older than what is stored.
 */
export async function recordExternalRefunds(
  before: CompletedPayment,
  { refunds, processors, io }: ExternalRefundServices,
): Promise<RecordedRefunds> {
  const { processor, intent, charge } = atProcessor(before, processors);
  if (processor.observeExternalRefunds === undefined) return { payment: before, isAllRecorded: true };
  const observed = await askProcessor(processor.observeExternalRefunds(intent, charge));
  let payment = before;
  let isAllRecorded = true;
  for (const one of observed) {
    const at = new Date(io.now()).toISOString();
    const refund = externalRefundOf(one, { paymentId: payment.id, processor: intent.processor, at });
    if (payment.refunds[refund.id] !== undefined) continue;
    const fit = fitOf(one, payment);
    if (fit === 'never') throw processorUnavailable(unexplained());
    const { done, payment: stored } = fit === 'now' ? await refunds.recordExternal(payment, refund) : notYet;
    if (stored?.status === 'completed') payment = stored;
    isAllRecorded &&= done || payment.refunds[refund.id] !== undefined;
  }
  return { payment, isAllRecorded };
}

const notYet = { done: false, payment: undefined } as const;

const unexplained = () =>
  new UnexplainedAnswer('a refund that was made at the processor does not fit in what was captured');
