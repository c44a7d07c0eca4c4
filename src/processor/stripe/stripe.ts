import { createHash } from 'node:crypto';
import { type Charge, type Intent, type Observation, type Processor, ProcessorTrouble } from '../port.ts';
import { sendableOr, stripeCurrencies, toStripe } from './amounts.ts';
import { ClientSecret, PaymentIntent, rawCode, readBody, readError, StripeRefund } from './answers.ts';
import { type StripeAnswer, type StripeIo, type StripeSettings, stripeClient } from './client.ts';
import { failureCodeOf } from './declines.ts';
import { encodeForm, type StripeForm } from './form.ts';
import { intentPath, ownAccount } from './intent-path.ts';
import { observationOf } from './intents.ts';
import { confirmingForm, openingForm, stripeMethods, withCharge } from './parameters.ts';
import { readFrom } from './reading.ts';
import { allRefunds, findRefund, listedRefunds, refundObservation } from './refunds.ts';
import { refusalOf, throwTrouble, troubleOf, unreadable } from './troubles.ts';

const day = 86_400_000;
/** Prefixes of payment methods, older tokens and customers (https://docs.stripe.com/api). */
const ownToken = /^(pm|tok|src|card|ba|cus)_/;
/** Left over after an intent was opened, to claim and to execute it. */
const keepToExecuteMs = 1_500;

/**
 * Stripe's PaymentIntents. Only opening and refunding carry an idempotency key: everything else is protected by the intent's
 * state, and a key would replay a stored 500 for a day.
 */
export function stripeProcessor(io: StripeIo, settings: StripeSettings): Processor {
  const ask = stripeClient(io, settings);
  const account = settings.account ?? ownAccount;
  const pathOf = (intent: Intent) => intentPath(intent, settings);

  function observed(answer: StripeAnswer, intent: Intent, charge: Charge): Observation {
    const body = readBody(PaymentIntent, answer);
    if (body.id !== intent.id) throw unreadable(answer);
    return observationOf(body, charge);
  }

  async function observe(intent: Intent, charge: Charge): Promise<Observation> {
    return observed(await readFrom(ask, pathOf(intent), { expand: withCharge }), intent, charge);
  }

  const order = (intent: Intent, action: 'confirm' | 'cancel' | 'capture', form: StripeForm) =>
    ask({ method: 'POST', path: `${pathOf(intent)}/${action}`, form });

  const refundsOf = async (intent: Intent) => {
    pathOf(intent);
    return allRefunds(ask, intent);
  };

  return {
    name: 'stripe',
    can: {
      currencies: stripeCurrencies,
      methods: stripeMethods,
      partialCapture: true,
      keysForMs: day,
      refundsMayComeBack: true,
      takesToken: (token) => ownToken.test(token),
      chargesAlone: true,
      needsReturnUrl: false,
      holdsMethods: stripeMethods,
      authorizationsLapse: true,
      openIsLocal: false,
    },
    sendable: toStripe,
    observe,

    async open(key, charge) {
      const form = openingForm(charge, settings.keySpace);
      // The key covers the whole body, because a lawful retry may change what fingerprints leave out: the fare, metadata.
      const idempotencyKey = `${key}:${createHash('sha256').update(encodeForm(form)).digest('hex')}`;
      const answer = await ask({
        method: 'POST',
        path: 'payment_intents',
        form,
        idempotencyKey,
        keepMs: keepToExecuteMs,
      });
      if (answer.status !== 200) throw troubleOf(answer) ?? refusalOf(answer, charge);
      const intent = { processor: 'stripe', account, id: readBody(PaymentIntent, answer).id };
      // A replayed answer is from when the intent was opened.
      if (answer.replayed && (await observe(intent, charge)).state === 'dead') {
        throw new ProcessorTrouble('contradiction', 'the key leads to an intent that is cancelled');
      }
      return intent;
    },

    async execute(intent, charge) {
      // Without a token it is the customer's browser that executes it.
      if (charge.token === undefined) return observe(intent, charge);
      const answer = await order(intent, 'confirm', confirmingForm(charge));
      if (answer.status === 200) return observed(answer, intent, charge);
      throwTrouble(answer);
      const error = readError(answer);
      const told = PaymentIntent.safeParse(error.payment_intent).data;
      const now = told?.id === intent.id ? observationOf(told, charge) : await observe(intent, charge);
      if (now.state !== 'ready') return now;
      // Stripe does not even try, and would refuse again.
      return { state: 'refused', code: failureCodeOf(error.code, error.decline_code), raw: rawCode(error) };
    },

    async fence(intent, charge) {
      const answer = await order(intent, 'cancel', { expand: withCharge });
      if (answer.status === 200) return observed(answer, intent, charge);
      const trouble = troubleOf(answer) ?? unreadable(answer);
      if (trouble.trouble !== 'wrong_state') throw trouble;
      return observe(intent, charge);
    },

    async capture(intent, charge, amount) {
      const sendable = sendableOr(amount);
      if (typeof sendable !== 'bigint') return observe(intent, charge);
      const answer = await order(intent, 'capture', { amount_to_capture: sendable, expand: withCharge });
      if (answer.status === 200) return observed(answer, intent, charge);
      throwTrouble(answer);
      return observe(intent, charge);
    },

    async refund(intent, charge, refund) {
      pathOf(intent);
      const amount = sendableOr(refund.amount);
      if (typeof amount !== 'bigint') return { state: 'failed', raw: amount.code };
      const metadata = { refund_id: refund.id, payment_id: charge.paymentId, payment_service: settings.keySpace };
      const answer = await ask({
        method: 'POST',
        path: 'refunds',
        form: { payment_intent: intent.id, amount, metadata },
        idempotencyKey: `refund:${refund.id}:${refund.attempt}`,
      });
      const isDone = answer.status === 200;
      if (isDone && !answer.replayed) return refundObservation(readBody(StripeRefund, answer));
      if (!isDone) throwTrouble(answer);
      // Replayed, or refused: perhaps because an earlier attempt has given the money back already.
      const now = findRefund(await refundsOf(intent), refund);
      if (now.state !== 'absent') return now;
      if (isDone) throw unreadable(answer);
      return { state: 'failed', raw: rawCode(readError(answer)) };
    },

    observeRefund: async (intent, _charge, refund) => findRefund(await refundsOf(intent), refund),

    listRefunds: async (intent, charge) => listedRefunds(await refundsOf(intent), intent, charge),

    async clientSecret(intent) {
      return readBody(ClientSecret, await readFrom(ask, pathOf(intent))).client_secret;
    },
  };
}
