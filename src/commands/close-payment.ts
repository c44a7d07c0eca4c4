import { type Closable, type ClosingRequest, closedStatus, closingOf, expired } from '../domain/closing.ts';
import type { Money } from '../domain/money.ts';
import type { Payment } from '../domain/payment.ts';
import { Refusal } from '../domain/refusal.ts';
import type { Closing } from '../domain/status.ts';
import type { Observation } from '../processor/port.ts';
import type { Processors } from '../processor/routing.ts';
import type { Io } from '../runtime/io.ts';
import type { Authorizations } from '../store/authorizations.ts';
import type { Payments } from '../store/payments.ts';
import { askOrObserve, processorUnavailable } from './ask-processor.ts';
import { atProcessor, requireAmount } from './charge.ts';
import { findPayment } from './find-payment.ts';
import { leaseBy, letGo } from './lease.ts';

export type CloseServices = Readonly<{
  payments: Payments;
  authorizations: Authorizations;
  processors: Processors;
  io: Io;
}>;

/**
 * Captures or cancels an authorized payment, once. Which of the two, and how much is captured, is fixed by the first
 * write, so that of two requests one loses before any money moves; repeating what is done changes nothing.
 * `beforeClosing` puts the request on record first.
 */
export async function closePayment(
  id: string | undefined,
  request: ClosingRequest,
  services: CloseServices,
  beforeClosing = async () => {},
): Promise<Payment> {
  const { payments, authorizations, io } = services;
  const found = await findPayment(payments, id);
  const verdict = closingOf(found, request, io.now());
  if (verdict === 'done') return found;
  if (verdict === 'wait') throw changing();
  if (verdict instanceof Refusal) throw verdict;
  await beforeClosing();
  const lease = leaseBy(io.newId(), io);
  const begun = await authorizations.beginClosing(verdict.payment, request.closing, verdict.minor, lease);
  if (!begun) throw changing();
  try {
    return await close(verdict, request.closing, lease.owner, services);
  } catch (error) {
    await letGo(authorizations.release(found.id, lease.owner));
    throw error;
  }
}

async function close(
  { payment, minor }: Closable,
  closing: Closing,
  owner: string,
  { authorizations, processors, io }: CloseServices,
): Promise<Payment> {
  const { processor, intent, charge } = atProcessor(payment, processors);
  const amount: Money = { minor, currency: payment.amount.currency };
  const asked = closing === 'capture' ? processor.capture(intent, charge, amount) : processor.fence(intent, charge);
  const seen = await askOrObserve(asked, () => processor.observe(intent, charge));
  const became = becameOf(seen, amount, closing);
  if (became === undefined) {
    await authorizations.abandonClosing(payment, owner);
    throw notCaptured();
  }
  const after = await authorizations.close(payment, owner, became, new Date(io.now()).toISOString());
  if (after?.status !== became.status) throw changing();
  if (became.status === closedStatus[closing]) return after;
  throw became.status === 'cancelled' ? expired() : takenMeanwhile();
}

/** The new state by the processor's answer, whatever was asked for; undefined if the authorization stands. */
function becameOf(seen: Observation, amount: Money, closing: Closing): Became | undefined {
  switch (seen.state) {
    case 'captured':
      requireAmount(amount, seen.captured);
      return { status: 'completed', capturedMinor: seen.captured.minor, fee: seen.fee };
    case 'dead':
      return { status: 'cancelled', expired: closing === 'capture' };
    case 'authorized':
      if (closing === 'cancel') throw processorUnavailable(new Error('the intent was not cancelled'));
      return undefined;
    case 'ready':
    case 'customer':
    case 'working':
    case 'refused':
      throw processorUnavailable(new Error(`an authorized intent is ${seen.state}`));
  }
}

/** How an authorization ended. */
type Became = Readonly<
  { status: 'completed'; capturedMinor: bigint; fee: Money | undefined } | { status: 'cancelled'; expired: boolean }
>;

const changing = () =>
  new Refusal('concurrent_update', 'the payment is being captured or cancelled by another request; try again', {
    retryAfterSeconds: 1,
  });

const notCaptured = () =>
  new Refusal('capture_refused', 'the processor refused the capture; the amount is still authorized: cancel it');

const takenMeanwhile = () =>
  new Refusal('wrong_state', 'cancel: the processor had captured the payment already', {
    more: { from: 'completed', allowed: [] },
  });
