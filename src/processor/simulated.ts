import { createHash } from 'node:crypto';
import { currencies } from '../domain/currency.ts';
import type { FailureCode } from '../domain/outcome.ts';
import { methods } from '../domain/payment-fields.ts';
import { optionalEnv } from '../runtime/env.ts';
import type { Io } from '../runtime/io.ts';
import {
  type Captured,
  type Charge,
  type Intent,
  type ListedRefund,
  type Observation,
  type Processor,
  ProcessorTrouble,
} from './port.ts';
import { disputeOfToken } from './simulated-disputes.ts';
import { readSimulatedEvent } from './simulated-events.ts';
import { simulatedIntent } from './simulated-intent.ts';

/** The payment method tokens that make the simulated processor decline. */
const declines: ReadonlyMap<string, FailureCode> = new Map([
  ['pm_declined', 'card_declined'],
  ['pm_insufficient_funds', 'insufficient_funds'],
  ['pm_expired_card', 'expired_card'],
]);
/** Charges after three seconds: longer than a duplicate waits, shorter than the time-out. */
const slowToken = 'pm_slow';
/** Charges, but the answer is lost on the way; the retry finds the charge. */
const lostToken = 'pm_answer_lost';
/** Charges, but refuses to give money back. */
const refundDeclinedToken = 'pm_refund_declined';
/** Gives money back, but the answer is lost on the way. */
const refundLostToken = 'pm_refund_answer_lost';

/** Half of its amount is given back at the processor, and not through this service. */
const refundedByHandToken = 'pm_refunded_by_hand';

/** Refuses to capture; the authorization stands. */
const captureRefusedToken = 'pm_capture_refused';
/** Its authorization is gone when it is to be captured. */
const expiredToken = 'pm_authorization_expired';

const triggersAllowed = optionalEnv('PROCESSOR_TRIGGERS') === 'on';

/**
 * Stands in for a real processor. Its decisions are a function of the intent and the token, so it remembers every charge
 * without keeping anything. Its triggers are off in stages that are kept.
 */
export function simulatedProcessor(
  { sleep, now }: Pick<Io, 'sleep' | 'now'>,
  triggers: boolean = triggersAllowed,
): Processor {
  const tokenOf = ({ token = '' }: Charge) => (triggers ? token : '');

  function decision({ id }: Intent, charge: Charge): Observation {
    const code = declines.get(tokenOf(charge));
    if (code !== undefined) return { state: 'dead', code, raw: code };
    const { amount } = charge;
    const reference = referenceOf(id);
    if (charge.captureLater) return { state: 'authorized', capturable: amount, reference, until: undefined };
    return { state: 'captured', captured: amount, reference, fee: undefined };
  }

  return {
    name: 'simulated',
    can: {
      currencies: new Set(currencies),
      methods: new Set(methods),
      partialCapture: true,
      keysForMs: Number.POSITIVE_INFINITY,
      refundsMayComeBack: false,
      takesToken: () => true,
      chargesAlone: true,
      needsReturnUrl: false,
      holdsMethods: new Set(methods),
      authorizationsLapse: false,
      openIsLocal: true,
    },
    open: async (_key, charge) => simulatedIntent(charge),

    async execute(intent, charge) {
      const token = tokenOf(charge);
      if (token === slowToken) await sleep(3_000);
      if (token === lostToken) throw answerLost();
      return decision(intent, charge);
    },

    observe: async (intent, charge) => decision(intent, charge),
    fence: async () => ({ state: 'dead', code: 'abandoned', raw: 'cancelled' }),

    async capture(intent, charge, captured) {
      const token = tokenOf(charge);
      if (token === captureRefusedToken) return decision(intent, charge);
      if (token === expiredToken) return { state: 'dead', code: 'authorization_expired', raw: 'authorization_expired' };
      return { state: 'captured', captured, reference: referenceOf(intent.id), fee: undefined };
    },

    async refund(_intent, charge, { id }) {
      const token = tokenOf(charge);
      if (token === refundLostToken) throw answerLost();
      return token === refundDeclinedToken ? refused : { state: 'returned', reference: referenceOf(id) };
    },

    observeRefund: async (_intent, charge, { id }) =>
      tokenOf(charge) === refundDeclinedToken ? refused : { state: 'returned', reference: referenceOf(id) },

    listRefunds: triggers
      ? async ({ id }, charge, captured) => (tokenOf(charge) === refundedByHandToken ? halfReturned(id, captured) : [])
      : undefined,
    observeDisputes: triggers
      ? async ({ id }, charge, captured) => disputeOfToken(tokenOf(charge), { intentId: id, captured, now: now() })
      : undefined,
    clientSecret: undefined,
    // It sends no events of its own.
    listEvents: async () => ({ events: [] }),
    readEvent: triggers
      ? async (event) =>
          readSimulatedEvent(event, (paymentId, generation) => simulatedIntent({ paymentId, generation }).id, now())
      : undefined,
  };
}

const refused = { state: 'failed', raw: 'refund_declined' } as const;

function halfReturned(intentId: string, { amount, at }: Captured): readonly ListedRefund[] {
  const minor = amount.minor / 2n;
  if (minor === 0n) return [];
  return [
    { reference: referenceOf(`refund by hand:${intentId}`), amount: { ...amount, minor }, state: 'returned', at },
  ];
}

const referenceOf = (key: string) => `PAY-${createHash('sha256').update(key).digest('hex').slice(0, 20).toUpperCase()}`;

const answerLost = () =>
  new ProcessorTrouble('unknown', 'the processor did not answer; a retry finds out what became of it');
