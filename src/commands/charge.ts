import type { Money } from '../domain/money.ts';
import type { Failure, FailureCode, Outcome } from '../domain/outcome.ts';
import { type DecidedPayment, isDecidedPayment, type Payment, type UndecidedPayment } from '../domain/payment.ts';
import { nextDue } from '../domain/polling.ts';
import { Refusal } from '../domain/refusal.ts';
import type { Processors } from '../processor/current.ts';
import type { Charge, Intent, Observation, Processor } from '../processor/port.ts';
import { simulatedIntent } from '../processor/simulated.ts';
import type { Io } from '../runtime/io.ts';
import type { Payments } from '../store/payments.ts';
import { askOrObserve, askProcessor, processorUnavailable } from './ask-processor.ts';
import { chargeOf } from './charge-of.ts';
import { TakenOver } from './run-once.ts';

export type ChargeServices = Readonly<{
  payments: Payments;
  processors: Processors;
  io: Io;
}>;

/** A payment's intent, the processor that has it, and what that was told. */
export type AtProcessor = Readonly<{ processor: Processor; intent: Intent; charge: Charge }>;

export function atProcessor(payment: Payment, processors: Processors): AtProcessor {
  const charge = chargeOf(payment);
  // A payment of before intents were stored was begun by the simulated processor.
  const intent = payment.intent ?? simulatedIntent(charge);
  return { processor: processors.of(intent), intent, charge };
}

/**
 * Executes the claimed intent and decides by what the processor then says of it. `resumed`: an earlier attempt may have
 * executed it, so it is observed first. Nothing is decided by a call that failed.
 */
export async function charge(
  payment: UndecidedPayment,
  { processors }: Pick<ChargeServices, 'processors'>,
  { resumed }: Readonly<{ resumed: boolean }>,
): Promise<Outcome> {
  const at = atProcessor(payment, processors);
  const { processor, intent } = at;
  const observe = () => processor.observe(intent, at.charge);
  const seen = resumed ? await askProcessor(observe()) : ({ state: 'ready' } as const);
  if (seen.state !== 'ready') return decide(payment, seen, at);
  // Nobody can repeat a request without a key: its client was told to look the payment up, and sends another one.
  if (resumed && payment.keyless) return decide(payment, await fence(at), at);
  return decide(payment, await askOrObserve(processor.execute(intent, at.charge), observe), at);
}

async function decide(payment: Payment, seen: Observation, at: AtProcessor): Promise<Outcome> {
  switch (seen.state) {
    case 'captured':
      requireAmount(payment.amount, seen.captured);
      return { status: 'completed', reference: seen.reference };
    case 'authorized':
      requireAmount(payment.amount, seen.capturable);
      return { status: 'authorized', reference: seen.reference };
    case 'dead':
      return failed(seen.code, seen.raw);
    case 'working':
      return { status: 'pending', action: undefined };
    case 'customer':
      if (mayWait(payment)) return { status: 'pending', action: seen.action };
      return failedBy({ code: 'authentication_required', raw: seen.action.type }, await fence(at), payment);
    case 'refused':
      // Without a token, the customer chooses how to pay in a browser, and may choose again.
      if (mayWait(payment) && payment.paymentMethod === undefined) {
        return { status: 'pending', action: { type: 'in_app' } };
      }
      return failedBy(seen, await fence(at), payment);
    case 'ready':
      throw processorUnavailable(new Error('the intent was not executed'));
  }
}

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
  return { status: 'completed', reference: fenced.reference };
}

const fence = ({ processor, intent, charge: asked }: AtProcessor): Promise<Observation> =>
  askOrObserve(processor.fence(intent, asked), () => processor.observe(intent, asked));

/** Never settled: a person has to look at it. */
export function requireAmount(asked: Money, given: Money): void {
  if (asked.minor === given.minor && asked.currency === given.currency) return;
  throw parked(`asked for ${asked.minor} ${asked.currency}, and got ${given.minor} ${given.currency}`);
}

/** Nothing is decided, so the payment stays open until the alarm of stuck payments calls a person. */
const parked = (message: string) => {
  const cause = new AmountMismatch(message);
  return new Refusal('processor_unavailable', 'the processor reported another amount; a person has to look at it', {
    retryAfterSeconds: 3_600,
    cause,
  });
};

/** The processor took another amount than it was told to. */
class AmountMismatch extends Error {
  override readonly name = 'AmountMismatch';
}

export type Settled = Readonly<{ payment: DecidedPayment; byUs: boolean }>;

/** Decides a payment by the lease of an owner; one that was decided meanwhile stays as it was decided. */
export async function settle(
  payment: UndecidedPayment,
  owner: string,
  outcome: Outcome,
  { payments, io }: Pick<ChargeServices, 'payments' | 'io'>,
): Promise<Settled> {
  const dueAt = outcome.status === 'pending' ? nextDue(0, io.now()) : undefined;
  const stored = await payments.settle(payment, owner, outcome, { at: new Date(io.now()).toISOString(), dueAt });
  if (stored === undefined || !isDecidedPayment(stored)) throw new TakenOver();
  const byUs = stored.settledBy === owner;
  if (!byUs && stored.generation !== payment.generation) throw new TakenOver();
  return { payment: stored, byUs };
}
