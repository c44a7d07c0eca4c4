import type { Money } from '../../domain/money.ts';
import { Refusal } from '../../domain/refusal.ts';
import type { Io } from '../../runtime/io.ts';
import { type Charge, type Intent, type Processor, ProcessorTrouble } from '../port.ts';
import type { ProviderIo } from '../provider-http.ts';
import { type MollieAmount, mollieCurrencies, toMollie } from './amounts.ts';
import { MolliePayment, MollieRefund, readAs } from './answers.ts';
import { captureOnce, releaseRest, requireCapture } from './captures.ts';
import { findChargebacks, isChargedBack } from './chargebacks.ts';
import { type MollieSettings, mollieClient } from './client.ts';
import { holdsMethods, mollieMethods, paymentParameters } from './parameters.ts';
import { exceedsCaptured, holdsRest, observationOf } from './payments.ts';
import { embeddedRefund, findExceeding, findRefund, findRefunds, listedRefunds, refundObservation } from './refunds.ts';
import { refusalCode, refusalOf, troubleOf, unexpected } from './troubles.ts';

/** https://docs.mollie.com/reference/api-idempotency */
const hour = 3_600_000;
/** Left over after a payment was opened, to claim it and to look at it. */
const keepToExecuteMs = 1_500;
const account = 'own';

/**
 * Answers to a refund after which it may exist all the same: one that is repeated for its key, and 409, which Mollie also
 * gives to a second refund of the same amount within an hour (docs.mollie.com/changelog, March 2020).
 */
const mayBeDone: ReadonlySet<number> = new Set([201, 409]);

/**
 * Mollie's Payments API v2: a payment is created, and its customer pays it in Mollie's checkout. Creating it moves no money,
 * and nobody learns the checkout's address before the payment is claimed.
 */
export function mollieProcessor(io: ProviderIo & Pick<Io, 'now'>, settings: MollieSettings): Processor {
  const ask = mollieClient(io, settings);

  /** Throws `misconfigured` for an intent of another processor or account: its state is not to be had with this key. */
  function pathOf(intent: Intent): string {
    if (intent.processor === 'mollie' && intent.account === account) return `payments/${encodeURIComponent(intent.id)}`;
    const message = `the payment is with ${intent.processor}, account ${intent.account}; this stage has Mollie, ${account}`;
    throw new ProcessorTrouble('misconfigured', message);
  }

  async function get(intent: Intent, embed?: 'captures' | 'refunds'): Promise<MolliePayment> {
    const answer = await ask({ method: 'GET', path: pathOf(intent) + (embed ? `?embed=${embed}` : '') });
    if (answer.status !== 200) throw troubleOf(answer) ?? unexpected(answer);
    const payment = readAs(MolliePayment, answer.body);
    if (payment.id !== intent.id) throw unexpected(answer);
    return payment;
  }

  async function observe(intent: Intent, charge: Charge) {
    return observationOf(await get(intent, charge.captureLater ? 'captures' : undefined), charge);
  }

  return {
    name: 'mollie',
    can: {
      currencies: mollieCurrencies,
      methods: mollieMethods,
      partialCapture: true,
      keysForMs: hour,
      refundsMayComeBack: true,
      authorizationsLapse: true,
      // None is ever sent; its customers are `cst_…`.
      takesToken: (token) => token.startsWith('cst_'),
      chargesAlone: false,
      needsReturnUrl: true,
      holdsMethods,
      openIsLocal: false,
    },
    sendable: toMollie,
    observe,
    // Its customer executes it, in the checkout.
    execute: observe,
    clientSecret: undefined,

    async open(key, charge) {
      const body = paymentParameters(charge, settings.keySpace);
      // The key covers the whole body, because a lawful retry may change what fingerprints leave out: the fare, metadata.
      const idempotencyKey = `${key}:${JSON.stringify(body)}`;
      const answer = await ask({ method: 'POST', path: 'payments', body, idempotencyKey, keepMs: keepToExecuteMs });
      if (answer.status !== 201) throw troubleOf(answer) ?? refusalOf(answer);
      const intent = { processor: 'mollie', account, id: readAs(MolliePayment, answer.body).id };
      // A replayed answer is from when the payment was created.
      if (answer.replayed && (await observe(intent, charge)).state === 'dead') {
        throw new ProcessorTrouble('contradiction', 'the key leads to a payment that is over');
      }
      return intent;
    },

    /** Mollie cancels few open payments (`isCancelable`); the others expire, cards after 30 minutes, and are waited for. */
    async fence(intent, charge) {
      const { status, isCancelable } = await get(intent);
      const path = pathOf(intent);
      const request =
        status === 'authorized'
          ? ({ method: 'POST', path: `${path}/release-authorization` } as const)
          : ({ method: 'DELETE', path } as const);
      if (status === 'authorized' || isCancelable) {
        const answer = await ask(request);
        // 422: not any more. What became of it is observed.
        const trouble = answer.status < 300 ? undefined : troubleOf(answer);
        if (trouble !== undefined) throw trouble;
      }
      const now = await observe(intent, charge);
      return now.state === 'dead' || now.state === 'captured' ? now : { state: 'working' };
    },

    async capture(intent, charge, amount) {
      const sendable = sendableOr(amount);
      if (sendable instanceof Refusal) return observe(intent, charge);
      const later = { ...charge, captureLater: true };
      const before = await get(intent, 'captures');
      const sent = await captureOnce(ask, before, sendable);
      const payment = sent === 'not sent' ? before : await get(intent, 'captures');
      if (sent === 'taken') requireCapture(before, payment);
      if (holdsRest(payment)) await releaseRest(ask, payment);
      const seen = observationOf(payment, later);
      // A person captured another amount before.
      if (sent === 'not sent' && seen.state === 'captured' && seen.captured.minor !== amount.minor)
        throw new ProcessorTrouble('wrong_state', 'the payment is captured by another amount');
      return seen;
    },

    async refund(intent, charge, refund) {
      const path = pathOf(intent);
      const amount = sendableOr(refund.amount);
      if (amount instanceof Refusal) return { state: 'failed', raw: amount.code };
      const payment = await get(intent, 'refunds');
      const known = embeddedRefund(payment, refund);
      if (known.state !== 'absent') return known;
      if (exceedsCaptured(payment, refund.amount) || (await isChargedBack(ask, path, payment))) {
        return findExceeding(ask, path, { refund, payment });
      }
      const metadata = { refund_id: refund.id, payment_id: charge.paymentId, payment_service: settings.keySpace };
      const answer = await ask({
        method: 'POST',
        path: `${path}/refunds`,
        body: { amount, metadata },
        idempotencyKey: `refund:${refund.id}:${refund.attempt}`,
      });
      if (answer.status === 201 && !answer.replayed) return refundObservation(readAs(MollieRefund, answer.body));
      const trouble = troubleOf(answer);
      if (trouble !== undefined && !mayBeDone.has(answer.status)) throw trouble;
      const now = await findRefund(ask, path, refund);
      if (now.state !== 'absent') return now;
      if (trouble !== undefined) throw trouble;
      return { state: 'failed', raw: refusalCode(answer) };
    },

    observeDisputes: async (intent) => findChargebacks(ask, pathOf(intent)),
    listRefunds: async (intent, charge) => listedRefunds(ask, pathOf(intent), charge),
    observeRefund: async (intent, _charge, refund) => findRefund(ask, pathOf(intent), refund),
    observeRefunds: async (intent, _charge, refunds) => findRefunds(ask, pathOf(intent), refunds),
  };
}

/** After a payment was claimed, an amount that cannot be sent is no client's mistake any more. */
function sendableOr(amount: Money): MollieAmount | Refusal {
  try {
    return toMollie(amount);
  } catch (error) {
    if (error instanceof Refusal) return error;
    throw error;
  }
}
