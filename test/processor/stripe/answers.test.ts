import type Stripe from 'stripe';
import { describe, expect, it } from 'vitest';
import type { Charge, Trouble } from '../../../src/processor/port.ts';
import { stripeProcessor } from '../../../src/processor/stripe/stripe.ts';
import type { IncomingResponse } from '../../../src/runtime/http-call.ts';
import { heldIo } from '../../support/held-io.ts';
import { refusal } from '../../support/refusals.ts';
import { chargeOf, eur, trouble } from '../contract.ts';
import { acceptOnlyWhatStripeMockAccepts } from './judged.ts';
import { answered, MemoryStripe, pays } from './memory-stripe.ts';
import { settings, stripeOn } from './stripe-bench.ts';

acceptOnlyWhatStripeMockAccepts();

const intent = { processor: 'stripe', account: 'own', id: 'pi_1' } as const;
const charge = chargeOf({ token: pays });

/** Stripe's answer about the intent, with the fields that are read of it as the official library has them. */
const shown = (but: Partial<Stripe.PaymentIntent> | Readonly<{ latest_charge?: unknown }>) => ({
  status: 200,
  body: { id: 'pi_1', currency: 'eur', amount_received: 0, amount_capturable: 0, ...but },
});

/** Stripe answers one request after another as it is told. */
function scripted(...answers: readonly (IncomingResponse | (() => never))[]) {
  const left = [...answers];
  const requests: string[] = [];
  const processor = stripeOn(async (url, { method }) => {
    requests.push(`${method} ${new URL(url).pathname}`);
    const next = left.shift();
    if (next === undefined) throw new Error('one request too many');
    return typeof next === 'function' ? next() : next;
  });
  return { ...processor, requests };
}

const failed = (status: number, error: unknown, replayed = false) => answered({ status, body: { error } }, replayed);

describe("the state of Stripe's intent", () => {
  it.each<[string, Parameters<typeof shown>[0], Partial<Charge>, unknown]>([
    ['requires_confirmation', {}, {}, { state: 'ready' }],
    ['processing', {}, {}, { state: 'working' }],
    [
      'requires_payment_method',
      {},
      {},
      { state: 'refused', code: 'processor_refused', raw: 'requires_payment_method' },
    ],
    [
      'requires_payment_method',
      { last_payment_error: { type: 'card_error', code: 'card_declined', decline_code: 'insufficient_funds' } },
      {},
      { state: 'refused', code: 'insufficient_funds', raw: 'insufficient_funds' },
    ],
    ['requires_payment_method', {}, { token: undefined }, { state: 'customer', action: { type: 'in_app' } }],
    ['requires_confirmation', {}, { token: undefined }, { state: 'customer', action: { type: 'in_app' } }],
    [
      'requires_payment_method',
      { last_payment_error: { type: 'card_error', code: 'expired_card' } },
      { token: undefined },
      { state: 'refused', code: 'expired_card', raw: 'expired_card' },
    ],
    [
      'requires_action',
      {
        next_action: {
          type: 'redirect_to_url',
          redirect_to_url: { url: 'https://bank.example.com/', return_url: null },
        },
      },
      {},
      { state: 'customer', action: { type: 'redirect', url: 'https://bank.example.com/' } },
    ],
    [
      'requires_action',
      { next_action: { type: 'use_stripe_sdk' } },
      {},
      { state: 'customer', action: { type: 'in_app' } },
    ],
    [
      'requires_action',
      { next_action: { type: 'use_stripe_sdk' } },
      { mayAskCustomer: false },
      { state: 'refused', code: 'authentication_required', raw: 'requires_action' },
    ],
    [
      'requires_capture',
      {
        amount_capturable: 2_500,
        latest_charge: { payment_method_details: { card: { capture_before: 1_795_435_200 } } },
      },
      {},
      { state: 'authorized', capturable: eur(2_500n), reference: 'pi_1', until: '2026-11-23T12:00:00.000Z' },
    ],
    [
      'requires_capture',
      { amount_capturable: 2_500, latest_charge: 'ch_1' },
      {},
      { state: 'authorized', capturable: eur(2_500n), reference: 'pi_1', until: undefined },
    ],
    [
      'succeeded',
      { amount_received: 2_000, latest_charge: { balance_transaction: { fee: 61, currency: 'eur' } } },
      {},
      { state: 'captured', captured: eur(2_000n), reference: 'pi_1', fee: eur(61n) },
    ],
    [
      'succeeded',
      { amount_received: 2_500, latest_charge: { balance_transaction: 'txn_1' } },
      {},
      { state: 'captured', captured: eur(2_500n), reference: 'pi_1', fee: undefined },
    ],
    [
      'succeeded',
      { amount_received: 2_500, latest_charge: { balance_transaction: { fee: 'free', currency: null } } },
      {},
      { state: 'captured', captured: eur(2_500n), reference: 'pi_1', fee: undefined },
    ],
    ['canceled', {}, {}, { state: 'dead', code: 'abandoned', raw: 'canceled' }],
    [
      'canceled',
      { last_payment_error: { type: 'card_error', code: 'card_declined', decline_code: 'stolen_card' } },
      {},
      { state: 'dead', code: 'lost_or_stolen', raw: 'stolen_card' },
    ],
    [
      'canceled',
      { cancellation_reason: 'automatic', latest_charge: 'ch_1' },
      {},
      { state: 'dead', code: 'authorization_expired', raw: 'automatic' },
    ],
    ['canceled', { cancellation_reason: 'automatic' }, {}, { state: 'dead', code: 'abandoned', raw: 'automatic' }],
    [
      'canceled',
      { cancellation_reason: 'fraudulent' },
      {},
      { state: 'dead', code: 'fraud_suspected', raw: 'fraudulent' },
    ],
  ])('%s %j with %j', async (status, but, ofCharge, observation) => {
    const { observe } = scripted(answered(shown({ ...but, status })));
    await expect(observe(intent, { ...charge, ...ofCharge })).resolves.toEqual(observation);
  });

  it('that is unknown is parked, never mapped', async () => {
    const { observe } = scripted(answered(shown({ status: 'requires_blessing' })));
    const message = 'this version knows no state "requires_blessing" of an intent: park it, never map it';
    await expect(observe(intent, charge)).rejects.toThrow(message);
  });

  it.each([
    ['another intent', shown({ id: 'pi_2', status: 'succeeded' })],
    ['no amounts', { status: 200, body: { id: 'pi_1', currency: 'eur', status: 'succeeded' } }],
    ['half a cent', shown({ status: 'succeeded', amount_received: 0.5 })],
    ['an amount of no currency', shown({ status: 'succeeded', amount_received: 5, currency: 'xxx' })],
    ['a page of a proxy', { status: 200, body: '<html>' }],
    ['nothing', { status: 200, body: '' }],
    ['more than eight megabytes', shown({ status: 'processing', description: 'x'.repeat(8_400_000) })],
  ])('is unknown if the answer has %s', async (_what, answer) => {
    const { observe } = scripted(answered(answer));
    await expect(observe(intent, charge)).rejects.toEqual(trouble('unknown'));
  });
});

describe("Stripe's refusal", () => {
  const unexpected = { type: 'invalid_request_error', code: 'payment_intent_unexpected_state' };

  it.each<[string, IncomingResponse, Trouble]>([
    ['another request has the lock', failed(409, { type: 'invalid_request_error', code: 'lock_timeout' }), 'limited'],
    ['another request has the key', failed(409, { code: 'idempotency_key_in_use' }), 'limited'],
    ['too many requests', failed(429, { type: 'invalid_request_error', code: 'rate_limit' }), 'limited'],
    ['wrong key', failed(401, { type: 'invalid_request_error' }), 'misconfigured'],
    ['expired key', failed(401, { type: 'invalid_request_error', code: 'api_key_expired' }), 'misconfigured'],
    ['no permission', failed(403, { type: 'invalid_request_error' }), 'misconfigured'],
    ['wrong account', failed(400, { code: 'account_invalid' }), 'misconfigured'],
    ['test key for a live payment', failed(400, { code: 'livemode_mismatch' }), 'misconfigured'],
    ['no key in force', failed(401, { code: 'parameter_missing', param: 'source' }), 'misconfigured'],
    ['no permission for a parameter', failed(403, { code: 'resource_missing', param: 'customer' }), 'misconfigured'],
    ['a parameter that we forgot', failed(400, { code: 'parameter_missing', param: 'amount' }), 'misconfigured'],
    ['a parameter that is not known', failed(400, { code: 'parameter_unknown', param: 'amuont' }), 'misconfigured'],
    ['no such intent', failed(404, { code: 'resource_missing', param: 'intent' }), 'misconfigured'],
    ['another request under this key', failed(400, { type: 'idempotency_error' }), 'contradiction'],
    ['wrong state', failed(400, unexpected), 'wrong_state'],
    ['a fault', failed(500, { type: 'api_error' }), 'unknown'],
    ['a fault that is replayed', failed(500, { type: 'api_error' }, true), 'unknown'],
    ['a fault about a parameter', failed(500, { code: 'parameter_missing', param: 'source' }), 'unknown'],
    ['a fault behind Stripe', failed(424, { type: 'api_error' }), 'unknown'],
    ['a page of a proxy', answered({ status: 502, body: '<html>' }), 'unknown'],
    ['a redirect', answered({ status: 302, body: '{}' }), 'unknown'],
  ])('%s is trouble "%s"', async (_what, answer, kind) => {
    const { execute, requests } = scripted(answer);
    await expect(execute(intent, charge)).rejects.toEqual(trouble(kind));
    expect(requests).toEqual(['POST /v1/payment_intents/pi_1/confirm']);
  });

  it('names its code and request, and nothing that a client sent', async () => {
    const error = { code: 'rate_limit', message: 'pm_secret is busy' };
    await expect(scripted(failed(429, error)).execute(intent, charge)).rejects.toThrow(
      'Stripe answered 429 rate_limit (req_test)',
    );
    const odd = { code: 'No such card: 4242 4242' };
    await expect(scripted(failed(429, odd)).execute(intent, charge)).rejects.toThrow(
      'Stripe answered 429 unreadable (req_test)',
    );
  });

  it('of a card carries the intent: nothing more is asked', async () => {
    const declined = { type: 'card_error', code: 'card_declined', decline_code: 'stolen_card' };
    const { body } = shown({ status: 'requires_payment_method', last_payment_error: declined as never });
    const { execute, requests } = scripted(failed(402, { ...declined, payment_intent: body }));
    const refused = { state: 'refused', code: 'lost_or_stolen', raw: 'stolen_card' };
    await expect(execute(intent, charge)).resolves.toEqual(refused);
    expect(requests).toHaveLength(1);
  });

  it('without the intent has it looked up', async () => {
    const last_payment_error = { type: 'card_error', code: 'card_declined' } as const;
    const { execute, requests } = scripted(
      failed(402, { code: 'card_declined' }),
      answered(shown({ status: 'requires_payment_method', last_payment_error: last_payment_error as never })),
    );
    await expect(execute(intent, charge)).resolves.toMatchObject({ state: 'refused', code: 'card_declined' });
    expect(requests).toEqual(['POST /v1/payment_intents/pi_1/confirm', 'GET /v1/payment_intents/pi_1']);
  });

  it('with another intent has ours looked up', async () => {
    const { body } = shown({ id: 'pi_2', status: 'requires_payment_method' });
    const { execute } = scripted(
      failed(402, { code: 'card_declined', payment_intent: body }),
      answered(shown({ status: 'processing' })),
    );
    await expect(execute(intent, charge)).resolves.toEqual({ state: 'working' });
  });

  it('to try at all is a refusal: trying again would not end', async () => {
    const { execute } = scripted(
      failed(400, { type: 'invalid_request_error', code: 'payment_method_unactivated' }),
      answered(shown({ status: 'requires_confirmation' })),
    );
    const refused = { state: 'refused', code: 'processor_refused', raw: 'payment_method_unactivated' };
    await expect(execute(intent, charge)).resolves.toEqual(refused);
  });

  it.each(['source', 'customer', 'payment_method', 'return_url', undefined])(
    'to confirm an intent without the parameter %s is a refusal: no attempt would have it',
    async (param) => {
      const { body } = shown({ status: 'requires_confirmation' });
      const { execute, requests } = scripted(
        failed(400, { type: 'invalid_request_error', code: 'parameter_missing', param, payment_intent: body }),
      );
      const refused = { state: 'refused', code: 'processor_refused', raw: 'parameter_missing' };
      await expect(execute(intent, charge)).resolves.toEqual(refused);
      expect(requests).toHaveLength(1);
    },
  );

  it.each([
    ['parameter_missing', 'source', undefined, '/payment_method'],
    ['parameter_missing', 'payment_method', undefined, '/payment_method'],
    // A client that named no customer can only change its card.
    ['parameter_missing', 'customer', undefined, '/payment_method'],
    ['resource_missing', 'source', undefined, '/payment_method'],
    ['resource_missing', 'customer', 'cus_1', '/processor_customer'],
  ])('to open a payment (%s of %s, customer %s) names %s', async (code, param, customer, field) => {
    const { open } = scripted(failed(400, { type: 'invalid_request_error', code, param }));
    await expect(open('k', { ...charge, customer })).rejects.toEqual(refusal('field_invalid', { field }));
  });

  it.each([
    ['This PaymentMethod was previously used without being attached to a Customer.', pays, '/payment_method'],
    [
      'The payment method supplied (pm_1) does not belong to a Customer, but you supplied one.',
      pays,
      '/payment_method',
    ],
    ['The provided PaymentMethod was previously used with a PaymentIntent.', undefined, undefined],
    ['Your account cannot currently make live charges.', pays, undefined],
    ['No valid payment method types for this Payment Intent.', pays, undefined],
    [undefined, pays, undefined],
  ])('to open a payment that has only the sentence "%s", with %s, names %s', async (message, token, field) => {
    const { open } = scripted(failed(400, { type: 'invalid_request_error', message }));
    const expected = field === undefined ? trouble('misconfigured') : refusal('field_invalid', { field });
    await expect(open('k', { ...charge, token })).rejects.toEqual(expected);
  });

  it.each([
    ['payment_method', '/payment_method'],
    ['customer', '/processor_customer'],
    ['amount', '/amount'],
    ['payment_method_types[0]', '/method'],
  ])('to open a payment for its %s is for the client to mend', async (param, field) => {
    const { open } = scripted(failed(400, { type: 'invalid_request_error', code: 'resource_missing', param }));
    const isMissing = param.startsWith('payment_method') || param === 'customer';
    const ofCustomer = { ...charge, customer: 'cus_1' };
    const opened = open('k', ofCustomer);
    await (isMissing
      ? expect(opened).rejects.toEqual(refusal('field_invalid', { field }))
      : expect(opened).rejects.toEqual(trouble('misconfigured')));
    const { open: openAgain } = scripted(
      failed(400, { type: 'invalid_request_error', code: 'amount_too_small', param }),
    );
    await expect(openAgain('k', ofCustomer)).rejects.toEqual(refusal('field_invalid', { field }));
  });

  it.each([
    ['statement_descriptor_suffix', '/statement_descriptor'],
    ['statement_descriptor', '/statement_descriptor'],
    ['metadata[note]', '/metadata'],
  ])('to open a payment for its %s names %s', async (param, field) => {
    const { open } = scripted(failed(400, { type: 'invalid_request_error', param }));
    const described = { ...charge, statementDescriptor: 'ORDER 8 OF A LONG NAME', metadata: { note: 'x' } };
    await expect(open('k', described)).rejects.toEqual(refusal('field_invalid', { field }));
  });

  it('to open a payment for what no client chose is for a person to mend', async () => {
    const { open } = scripted(failed(400, { type: 'invalid_request_error', param: 'statement_descriptor_suffix' }));
    await expect(open('k', charge)).rejects.toEqual(trouble('misconfigured'));
  });

  it.each(['charge_expired_for_capture', 'capture_charge_authorization_expired', 'amount_too_large'])(
    'to capture (%s) is for good, and leaves what the intent is',
    async (code) => {
      const { capture } = scripted(
        failed(400, { type: 'invalid_request_error', code }),
        answered(shown({ status: 'requires_capture', amount_capturable: 2_500 })),
      );
      await expect(capture(intent, charge, charge.amount)).resolves.toMatchObject({ state: 'authorized' });
    },
  );

  it.each(['payment_intent_unexpected_state', 'charge_already_captured'])(
    'to capture (%s) says that the intent is not authorized any more',
    async (code) => {
      const { capture } = scripted(failed(400, { type: 'invalid_request_error', code }));
      await expect(capture(intent, charge, charge.amount)).rejects.toEqual(trouble('wrong_state'));
    },
  );

  it('to capture a fraction that Stripe does not have is not sent', async () => {
    const { capture, requests } = scripted(answered(shown({ status: 'requires_capture', amount_capturable: 2_500 })));
    const amount = { ...charge.amount, minor: 1n, currency: 'KWD' as typeof charge.amount.currency };
    await expect(capture(intent, charge, amount)).resolves.toMatchObject({ state: 'authorized' });
    expect(requests).toEqual(['GET /v1/payment_intents/pi_1']);
  });

  it('to cancel what is at work is observed', async () => {
    const { fence, requests } = scripted(failed(400, unexpected), answered(shown({ status: 'processing' })));
    await expect(fence(intent, charge)).resolves.toEqual({ state: 'working' });
    expect(requests).toEqual(['POST /v1/payment_intents/pi_1/cancel', 'GET /v1/payment_intents/pi_1']);
  });
});

describe('hyperswitch#2380: what is unknown', () => {
  const unknown: readonly (readonly [string, () => IncomingResponse | never])[] = [
    ['a fault', () => failed(500, { type: 'api_error' })],
    ['a fault that is replayed', () => failed(500, { type: 'api_error' }, true)],
    ['a page of a proxy', () => answered({ status: 502, body: '<html>' })],
    ['half an answer', () => answered({ status: 200, body: '{"id":"pi_1"' })],
    [
      'a connection that breaks',
      () => {
        throw Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' });
      },
    ],
  ];
  it.each(unknown)('is never turned into failed, by no call: %s', async (_what, answer) => {
    const processor = stripeOn(async () => answer());
    const request = { id: 'r-1', attempt: 0, amount: eur(1n) };
    const calls = [
      processor.open('k', charge),
      processor.execute(intent, charge),
      processor.observe(intent, charge),
      processor.fence(intent, charge),
      processor.capture(intent, charge, charge.amount),
      processor.refund(intent, charge, request),
      processor.observeRefund(intent, charge, request),
    ];
    const reasons = (await Promise.allSettled(calls)).map((call) => (call.status === 'rejected' ? call.reason : call));
    expect(reasons).toEqual(calls.map(() => trouble('unknown')));
  });
});

describe('a key at Stripe', () => {
  it('that is repeated leads to the same intent', async () => {
    const stripe = new MemoryStripe();
    const { open } = stripeOn(stripe.call);
    const { id } = await open('k', charge);
    await expect(open('k', charge)).resolves.toMatchObject({ id });
    expect(stripe.intents.size).toBe(1);
  });

  it('that leads to a cancelled intent is a contradiction: the replayed answer is an old one', async () => {
    const { open, fence } = stripeOn(new MemoryStripe().call);
    await fence(await open('k', charge), charge);
    await expect(open('k', charge)).rejects.toEqual(trouble('contradiction'));
  });

  it('that was forgotten leads to an orphan that nobody pays', async () => {
    const stripe = new MemoryStripe();
    const { open, execute } = stripeOn(stripe.call);
    const first = await open('k', charge);
    stripe.forgetKeys();
    const orphan = await open('k', charge);
    expect(orphan.id).not.toBe(first.id);
    await execute(first, charge);
    expect([stripe.books(first.id).taken, stripe.books(orphan.id).taken]).toEqual([2_500n, 0n]);
  });

  it('stores a 500 for a day when a payment is opened, but not when it is executed', async () => {
    const stripe = new MemoryStripe();
    const { open, execute, observe } = stripeOn(stripe.call);
    stripe.answerWith500();
    await expect(open('k', charge)).rejects.toEqual(trouble('unknown'));
    await expect(open('k', charge)).rejects.toEqual(trouble('unknown'));
    const other = await open('random', charge);
    stripe.answerWith500();
    await expect(execute(other, charge)).rejects.toEqual(trouble('unknown'));
    await expect(observe(other, charge)).resolves.toMatchObject({ state: 'captured' });
    expect(stripe.books(other.id).taken).toBe(2_500n);
  });
});

describe('time at Stripe', () => {
  it('ends with the invocation: what cannot be answered in time is not sent', async () => {
    const stripe = new MemoryStripe();
    const io = { ...heldIo(stripe.call).io, remaining: () => 1_700 };
    const { execute } = stripeProcessor(io, settings);
    await expect(execute(intent, charge)).rejects.toEqual(trouble('not_sent'));
    expect(stripe.requests).toEqual([]);
  });

  it('that runs out leaves the outcome unknown', async () => {
    const held = heldIo(() => {
      setImmediate(held.timeIsUp);
      return new Promise(() => undefined);
    });
    await expect(stripeProcessor(held.io, settings).execute(intent, charge)).rejects.toEqual(trouble('unknown'));
  });

  it('is kept for the execution when an intent is opened', async () => {
    const stripe = new MemoryStripe();
    const io = { ...heldIo(stripe.call).io, remaining: () => 3_200 };
    const { open, observe } = stripeProcessor(io, settings);
    await expect(open('k', charge)).rejects.toEqual(trouble('not_sent'));
    await expect(observe(intent, charge)).rejects.toEqual(trouble('misconfigured'));
  });
});

describe('the client secret', () => {
  it('is read when it is asked for', async () => {
    const { open, clientSecret } = stripeOn(new MemoryStripe().call);
    const opened = await open('k', chargeOf({ token: undefined }));
    await expect(clientSecret?.(opened)).resolves.toBe(`${opened.id}_secret_x`);
  });

  it('is in no message when it cannot be read', async () => {
    const { clientSecret } = scripted(failed(401, { message: 'pi_1_secret_x' }));
    await expect(clientSecret?.(intent)).rejects.toThrow('Stripe answered 401 unreadable (req_test)');
  });
});
