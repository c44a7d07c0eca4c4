import {
  type Closable,
  type ClosingRequest,
  captureRefused,
  closedStatus,
  closingOf,
  expired,
} from '../domain/closing.ts';
import type { Money } from '../domain/money.ts';
import type { AuthorizedPayment, Payment } from '../domain/payment.ts';
import { Refusal } from '../domain/refusal.ts';
import type { Closing } from '../domain/status.ts';
import { type Observation, ProcessorTrouble } from '../processor/port.ts';
import type { Processors } from '../processor/routing.ts';
import type { Io } from '../runtime/io.ts';
import type { AuthorizationEnd, Authorizations } from '../store/authorizations.ts';
import type { Payments } from '../store/payments.ts';
import { askOrObserve, processorUnavailable } from './ask-processor.ts';
import { cancelWaiting } from './cancel-waiting.ts';
import { type AtProcessor, atProcessor } from './charge.ts';
import { findCharged } from './find-charged.ts';
import { leaseBy, letGo } from './lease.ts';
import { requireAmount, requirePart } from './require-amount.ts';
import { refuseUnsendable } from './unsendable.ts';

export type CloseServices = Readonly<{
  payments: Payments;
  authorizations: Authorizations;
  processors: Processors;
  io: Io;
}>;

/**
 * Captures or cancels an authorized payment, once. Which of the two, and how much is captured, is fixed by the first
 * write, so that of two requests one loses before any money moves; repeating what is done changes nothing. To cancel one that
 * waits for its customer makes its intent unpayable.
 * `beforeClosing` puts the request on record first.
 */
export async function closePayment(
  id: string | undefined,
  request: ClosingRequest,
  services: CloseServices,
  beforeClosing = async () => {},
): Promise<Payment> {
  const { authorizations, io } = services;
  const found = await findCharged(id, services);
  if (found.status === 'pending' && request.closing === 'cancel') {
    await beforeClosing();
    const ended = await cancelWaiting(found, services);
    return ended.status === 'failed' ? ended : closePayment(found.id, request, services);
  }
  const verdict = closingOf(found, request, io.now());
  if (verdict === 'done') return found;
  if (verdict === 'wait') throw changing();
  if (verdict instanceof Refusal) throw verdict;
  // Refuses before anything is written: a closing that has begun can become no other one.
  atProcessor(found, services.processors);
  refuseUnsendable(verdict, request.closing, services.processors);
  await beforeClosing();
  const lease = leaseBy(io.newId(), io);
  const begun = await authorizations.beginClosing(verdict.payment, request.closing, verdict.minor, lease);
  if (!begun) throw changing();
  const closed = await close(verdict, request.closing, lease.owner, services).catch(async (error: unknown) => {
    await letGo(authorizations.release(found.id, lease.owner));
    throw error;
  });
  // A person may have captured another amount at the processor meanwhile.
  const answer = closingOf(closed, request, io.now());
  if (answer instanceof Refusal) throw answer;
  return closed;
}

async function close(
  { payment, minor }: Closable,
  closing: Closing,
  owner: string,
  { authorizations, processors, io }: CloseServices,
): Promise<Payment> {
  const at = atProcessor(payment, processors);
  const amount: Money = { minor, currency: payment.amount.currency };
  const asked = closing === 'capture' ? await capture(at, payment, amount) : await fence(at, payment);
  if (asked === undefined && payment.closing === undefined) {
    const isAbandoned = await authorizations.abandonClosing(payment, owner);
    throw isAbandoned ? captureRefused('stands') : changing();
  }
  // An earlier request may still be on its way, and would take the money after this one was refused.
  const ended = asked ?? (await fence(at, payment));
  const after = await authorizations.close(payment, owner, ended, new Date(io.now()).toISOString());
  if (after?.status !== ended.status) throw changing();
  if (ended.status === closedStatus[closing]) return after;
  if (ended.status === 'completed') throw takenMeanwhile();
  throw asked === undefined ? captureRefused('let go') : expired();
}

/**
 * How a capture ended the authorization; undefined if it was refused for good, and the authorization stands. If the capture found
 * the intent in another state, and a look shows it as authorized, a replica that lags behind answered the look: it decides nothing.
 */
async function capture(
  { processor, intent, charge }: AtProcessor,
  { amount: authorized }: AuthorizedPayment,
  amount: Money,
): Promise<AuthorizationEnd | undefined> {
  return askOrObserve(
    processor.capture(intent, charge, amount).then((seen) => {
      if (seen.state === 'authorized') return undefined;
      return endOf(seen, { expired: true, check: (captured) => requireAmount(amount, captured) });
    }),
    async () => {
      const seen = await processor.observe(intent, charge);
      if (seen.state !== 'authorized') return endOf(seen, { expired: true, check: partOf(authorized) });
      throw new ProcessorTrouble('unknown', 'the intent looks authorized, and cannot be captured');
    },
  );
}

async function fence(
  { processor, intent, charge }: AtProcessor,
  { amount }: AuthorizedPayment,
): Promise<AuthorizationEnd> {
  const seen = await askOrObserve(processor.fence(intent, charge), () => processor.observe(intent, charge));
  return endOf(seen, { expired: false, check: partOf(amount) });
}

const partOf = (authorized: Money) => (captured: Money) => requirePart(authorized, captured);

type EndChecks = Readonly<{ check: (captured: Money) => void; expired: boolean }>;

/**
 * The end of an authorization by the processor's answer, whatever was asked for. What we captured is what we asked for; what others
 * captured may be any part.
 */
function endOf(seen: Observation, { check, expired }: EndChecks): AuthorizationEnd {
  switch (seen.state) {
    case 'captured':
      check(seen.captured);
      return { status: 'completed', capturedMinor: seen.captured.minor, fee: seen.fee };
    case 'dead':
      return { status: 'cancelled', expired };
    case 'authorized':
      throw processorUnavailable(new Error('the intent was not cancelled'));
    case 'ready':
    case 'customer':
    case 'working':
    case 'refused':
      throw processorUnavailable(new Error(`an authorized intent is ${seen.state}`));
  }
}

const changing = () =>
  new Refusal('concurrent_update', 'the payment is being captured or cancelled by another request; try again', {
    retryAfterSeconds: 1,
  });

const takenMeanwhile = () =>
  new Refusal('wrong_state', 'cancel: the processor had captured the payment already', {
    more: { from: 'completed', allowed: [] },
  });
