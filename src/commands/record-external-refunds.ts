import { externalRefundOf, fitOf, isKnown, type ListedRefund } from '../domain/external-refund.ts';
import type { CompletedPayment } from '../domain/payment.ts';
import { nextDue } from '../domain/polling.ts';
import type { Processors } from '../processor/routing.ts';
import type { Io } from '../runtime/io.ts';
import type { WatchedRefunds } from '../store/watched-refunds.ts';
import { askProcessor } from './ask-processor.ts';
import { atProcessor } from './charge.ts';
import type { LeftAtProcessor } from './looks-at-refunds.ts';
import { capturedOf } from './reconcile-disputes.ts';

type ExternalRefundServices = Readonly<{ refunds: WatchedRefunds; processors: Processors; io: Pick<Io, 'now'> }>;

/** A payment with all refunds that could be recorded, and what was left. */
type RecordedRefunds = Readonly<{ payment: CompletedPayment; left: LeftAtProcessor }>;

/**
 * Records refunds of a payment that it does not have: somebody made them at its processor, or they are ours and were lost here. The
 * payment was read before the processor is asked. A write that loses against another one ends the look, because what it saw may be
 * older than what is stored.
 */
export async function recordExternalRefunds(
  before: CompletedPayment,
  { refunds, processors, io }: ExternalRefundServices,
): Promise<RecordedRefunds> {
  const { processor, intent, charge } = atProcessor(before, processors);
  if (processor.listRefunds === undefined) return { payment: before, left: 'nothing' };
  // It has failed, as far as its client was told.
  const isArchived = async ({ ownId }: ListedRefund) =>
    ownId !== undefined && (await refunds.archived(ownId)) !== undefined;
  const observed = await askProcessor(processor.listRefunds(intent, charge, capturedOf(before)));
  let payment = before;
  let left: LeftAtProcessor = 'nothing';
  for (const one of observed) {
    if (isKnown(one, payment)) continue;
    const refund = externalRefundOf(one, payment, intent.processor);
    if (payment.refunds[refund.id] !== undefined || (await isArchived(one))) continue;
    const fit = fitOf(one, payment);
    if (fit === 'never') left = 'unexplained';
    if (fit === 'later' && left === 'nothing') left = 'later';
    if (fit !== 'now') continue;
    const { done, payment: stored } = await refunds.recordExternal(payment, refund, nextDue(0, io.now()));
    if (stored?.status === 'completed') payment = stored;
    if (!done) return { payment, left: 'later' };
  }
  return { payment, left };
}
