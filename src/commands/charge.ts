import type { Charged, Failure, FailureCode, Outcome } from '../domain/outcome.ts';
import { type DecidedPayment, isDecidedPayment, type Payment, type UndecidedPayment } from '../domain/payment.ts';
import { dueOfAuthorization, nextDue } from '../domain/polling.ts';
import type { Charge, Intent, Observation, Processor } from '../processor/port.ts';
import type { Processors } from '../processor/routing.ts';
import { simulatedIntent } from '../processor/simulated-intent.ts';
import type { Io } from '../runtime/io.ts';
import type { Payments } from '../store/payments.ts';
import { askOrObserve, askProcessor, processorOf, processorUnavailable } from './ask-processor.ts';
import { chargeOf } from './charge-of.ts';
import { isTakenInPart, requireAmount } from './require-amount.ts';
import { TakenOver } from './run-once.ts';
import { refuseTakenElsewhere } from './taken-elsewhere.ts';

export type ChargeServices = Readonly<{
  payments: Payments;
  processors: Processors;
  io: Io;
}>;

/** A payment's intent, the processor that has it, and what that was told. */
export type AtProcessor = Readonly<{ processor: Processor; intent: Intent; charge: Charge }>;

/** A payment of before intents were stored was begun by the simulated processor. */
export const intentOf = (payment: Payment): Intent => payment.intent ?? simulatedIntent(chargeOf(payment));

/** Throws `payment_taken_elsewhere` or `processor_unavailable` if no processor of the stage has the payment's money. */
export function atProcessor(payment: Payment, processors: Processors): AtProcessor {
  refuseTakenElsewhere(payment, processors);
  const intent = intentOf(payment);
  return { processor: processorOf(intent, processors), intent, charge: chargeOf(payment) };
}

/**
 * Executes the claimed intent and decides by what the processor then says of it. `resumed`: an earlier attempt may have
 * executed it, so it is observed first. Nothing is decided by a call that failed.
 */
export async function charge(
  payment: UndecidedPayment,
  { processors, payments }: Pick<ChargeServices, 'processors' | 'payments'>,
  { resumed }: Readonly<{ resumed: boolean }>,
): Promise<Outcome> {
  const at = { ...atProcessor(payment, processors), payments };
  const { processor, intent } = at;
  const observe = () => processor.observe(intent, at.charge);
  const seen = resumed ? await askProcessor(observe()) : ({ state: 'ready' } as const);
  // An earlier attempt may have sent a fence that is still on its way.
  if (seen.state === 'authorized' && payment.fencing) return decide(payment, await fence(payment, at), at);
  if (seen.state !== 'ready') return decide(payment, seen, at);
  // Nobody can repeat a request without a key: its client was told to look the payment up, and sends another one.
  if (resumed && payment.keyless) return decide(payment, await fence(payment, at), at);
  return decide(payment, await askOrObserve(processor.execute(intent, at.charge), observe), at);
}

type Charging = AtProcessor & Pick<ChargeServices, 'payments'>;

async function decide(payment: UndecidedPayment, seen: Observation, at: Charging): Promise<Outcome> {
  switch (seen.state) {
    case 'captured':
      if (isTakenInPart(payment, seen.captured)) return { status: 'authorized', reference: seen.reference };
      requireAmount(payment.amount, seen.captured);
      return charged(seen);
    case 'authorized':
      requireAmount(payment.amount, seen.capturable);
      return { status: 'authorized', reference: seen.reference };
    case 'dead':
      return failed(seen.code, seen.raw);
    case 'working':
      return { status: 'pending', action: undefined };
    case 'customer':
      if (mayWait(payment)) return { status: 'pending', action: seen.action };
      return failedBy({ code: 'authentication_required', raw: seen.action.type }, await fence(payment, at), payment);
    case 'refused':
      // Without a token, the customer chooses how to pay in a browser, and may choose again.
      if (mayWait(payment) && payment.paymentMethod === undefined) {
        return { status: 'pending', action: { type: 'in_app' } };
      }
      return failedBy(seen, await fence(payment, at), payment);
    case 'ready':
      throw processorUnavailable(new Error('the intent was not executed'));
  }
}

export const charged = ({ reference, fee }: Extract<Observation, { state: 'captured' }>): Charged => ({
  status: 'completed',
  reference,
  ...(fee !== undefined && { fee }),
});

/** The raw code is kept where it says more than ours. */
export const failed = (failureCode: FailureCode, raw: string): Failure => ({
  status: 'failed',
  failureCode,
  ...(raw !== failureCode && { rawCode: raw }),
});

const mayWait = ({ mayAskCustomer, instructions }: Payment): boolean => mayAskCustomer && !instructions.offSession;

/** A refused intent can still be paid by its customer until it is fenced: so it is, and what the fence finds is true. */
function failedBy(
  { code, raw }: Readonly<{ code: FailureCode; raw: string }>,
  fenced: Observation,
  { amount }: Payment,
): Outcome {
  if (fenced.state === 'dead') return failed(code, raw);
  if (fenced.state !== 'captured') throw processorUnavailable(new Error(`a fenced intent is ${fenced.state}`));
  requireAmount(amount, fenced.captured);
  return charged(fenced);
}

/**
 * Makes an intent unpayable. One that may be authorized is marked before: the fence may arrive after its lease was lost, and
 * must not void an authorization that another worker kept meanwhile.
 */
async function fence(
  payment: UndecidedPayment,
  { processor, intent, charge: asked, payments }: Charging,
): Promise<Observation> {
  const isMarked = payment.fencing || !payment.captureLater || (await payments.markFencing(payment));
  if (!isMarked) throw new TakenOver();
  return askOrObserve(processor.fence(intent, asked), () => processor.observe(intent, asked));
}

/** When the processor has to be asked about a payment that was settled so; undefined if never. */
export function dueOf({ status }: Outcome, { can }: Processor, now: number): string | undefined {
  if (status === 'pending') return nextDue(0, now);
  return status === 'authorized' && can.authorizationsLapse ? dueOfAuthorization(now) : undefined;
}

export type Settled = Readonly<{ payment: DecidedPayment; byUs: boolean }>;

/** Decides a payment by the lease of an owner; one that was decided meanwhile stays as it was decided. */
export async function settle(
  payment: UndecidedPayment,
  owner: string,
  outcome: Outcome,
  { payments, processors, io }: ChargeServices,
): Promise<Settled> {
  const { processor } = atProcessor(payment, processors);
  const dueAt = dueOf(outcome, processor, io.now());
  const stored = await payments.settle(payment, owner, outcome, { at: new Date(io.now()).toISOString(), dueAt });
  if (stored === undefined || !isDecidedPayment(stored)) throw new TakenOver();
  const byUs = stored.settledBy === owner;
  if (!byUs && stored.generation !== payment.generation) throw new TakenOver();
  return { payment: stored, byUs };
}
