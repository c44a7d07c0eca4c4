import { closedStatus, closingOf } from '../domain/closing.ts';
import type { Payment } from '../domain/payment.ts';
import { processorKey } from '../domain/payment.ts';
import { Refusal } from '../domain/refusal.ts';
import type { Closing } from '../domain/status.ts';
import type { Processor } from '../processor/processor.ts';
import type { Io } from '../runtime/io.ts';
import type { ClosedPayments } from '../store/closed-payments.ts';
import type { Payments } from '../store/payments.ts';
import { findPayment } from './find-payment.ts';
import { leaseBy } from './lease.ts';

export type CloseServices = Readonly<{ payments: Payments; closed: ClosedPayments; processor: Processor; io: Io }>;

/**
 * Captures or cancels an authorized payment, once. Which of the two is fixed by the first write, so that of two
 * requests one loses before any money moves; repeating what is done changes nothing. `beforeClosing` puts the request on
 * record first.
 */
export async function closePayment(
  id: string | undefined,
  closing: Closing,
  services: CloseServices,
  beforeClosing = async () => {},
): Promise<Payment> {
  const { payments, closed, processor, io } = services;
  const found = await findPayment(payments, id);
  const verdict = closingOf(found, closing, io.now());
  if (verdict === 'done') return found;
  if (verdict instanceof Refusal) throw verdict;
  if (verdict === 'close') await beforeClosing();
  const lease = leaseBy(io.newId(), io);
  const begun = verdict === 'close' && (await closed.begin(found, closing, lease));
  if (!begun) throw changing();
  const key = `${processorKey(found)}:${closing}`;
  try {
    await processor[closing](key, found);
    const after = await closed.close(found, lease.owner, closedStatus[closing], new Date(io.now()).toISOString());
    if (after?.status === closedStatus[closing]) return after;
  } catch (error) {
    await closed.release(found.id, lease.owner).catch(() => undefined);
    throw error;
  }
  throw changing();
}

const changing = () =>
  new Refusal('concurrent_update', 'the payment is being captured or cancelled by another request; try again', {
    retryAfterSeconds: 1,
  });
