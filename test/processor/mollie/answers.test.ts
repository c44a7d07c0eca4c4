import { describe, expect, it } from 'vitest';
import { mollieProcessor } from '../../../src/processor/mollie/mollie.ts';
import type { Charge, Trouble } from '../../../src/processor/port.ts';
import type { IncomingResponse } from '../../../src/runtime/http-call.ts';
import { heldIo } from '../../support/held-io.ts';
import { refusal } from '../../support/refusals.ts';
import { eur, trouble } from '../contract.ts';
import { answered, MemoryMollie } from './memory-mollie.ts';
import { checkoutCharge, mollieOn, settings } from './mollie-bench.ts';

const intent = { processor: 'mollie', account: 'own', id: 'tr_1' } as const;
const charge = checkoutCharge();
const later = { captureLater: true };
const request = { id: 'r-1', attempt: 0, amount: eur(1n) };

/** Mollie's answer about the payment. */
const shown = (but: object) => ({
  status: 200,
  body: { id: 'tr_1', amount: { currency: 'EUR', value: '25.00' }, _links: {}, ...but },
});

const captures = (...statuses: readonly string[]) => ({
  _embedded: { captures: statuses.map((status) => ({ status })) },
});

/** Mollie answers one request after another as it is told. */
function scripted(...answers: readonly IncomingResponse[]) {
  const left = [...answers];
  const requests: string[] = [];
  const processor = mollieOn(async (url, { method }) => {
    const { pathname, search } = new URL(url);
    requests.push(`${method} ${pathname}${search}`);
    return left.shift() ?? Promise.reject(new Error('one request too many'));
  });
  return { ...processor, requests };
}

const failed = (status: number, more: object = {}) =>
  answered({ status, body: { status, title: 'Error', detail: 'tkn_secret is busy', ...more } });

const checkout = { _links: { checkout: { href: 'https://pay.mollie.com/x' } } };
const linksCaptures = { captures: { href: 'https://api.mollie.com/v2/payments/tr_1/captures' } };
const authorized = { status: 'authorized', authorizedAt: '2026-11-28T12:00:00+00:00' };

describe("the state of Mollie's payment", () => {
  it.each<[object, Partial<Charge>, unknown]>([
    [
      { status: 'open', ...checkout },
      {},
      { state: 'customer', action: { type: 'redirect', url: 'https://pay.mollie.com/x' } },
    ],
    [{ status: 'pending' }, {}, { state: 'working' }],
    // Mollie itself captures what is not to be captured later.
    [authorized, {}, { state: 'working' }],
    [
      { ...authorized, ...captures(), captureBefore: '2026-12-05' },
      later,
      { state: 'authorized', capturable: eur(2_500n), reference: 'tr_1', until: '2026-12-05T00:00:00.000Z' },
    ],
    [
      { ...authorized, ...captures('failed'), captureBefore: 'soon' },
      later,
      { state: 'authorized', capturable: eur(2_500n), reference: 'tr_1', until: undefined },
    ],
    [{ ...authorized, ...captures('failed', 'pending') }, later, { state: 'working' }],
    [
      { ...authorized, ...captures('succeeded'), amountCaptured: { currency: 'EUR', value: '20.00' } },
      later,
      { state: 'captured', captured: eur(2_000n), reference: 'tr_1', fee: undefined },
    ],
    [{ status: 'paid' }, {}, { state: 'captured', captured: eur(2_500n), reference: 'tr_1', fee: undefined }],
    [
      { status: 'paid', amountCaptured: { currency: 'EUR', value: '0.00' } },
      {},
      { state: 'captured', captured: eur(2_500n), reference: 'tr_1', fee: undefined },
    ],
    // A method that cannot hold an amount is paid at once, without a capture.
    [
      { status: 'paid', amountCaptured: { currency: 'EUR', value: '0.00' } },
      later,
      { state: 'captured', captured: eur(2_500n), reference: 'tr_1', fee: undefined },
    ],
    [
      { status: 'paid', amountCaptured: { currency: 'EUR', value: '20.00' } },
      later,
      { state: 'captured', captured: eur(2_000n), reference: 'tr_1', fee: undefined },
    ],
    [{ status: 'canceled' }, {}, { state: 'dead', code: 'abandoned', raw: 'canceled' }],
    [{ status: 'expired' }, {}, { state: 'dead', code: 'abandoned', raw: 'expired' }],
    [{ ...authorized, status: 'expired' }, later, { state: 'dead', code: 'authorization_expired', raw: 'expired' }],
    [{ status: 'failed' }, {}, { state: 'dead', code: 'processor_refused', raw: 'failed' }],
    [{ ...authorized, status: 'failed' }, later, { state: 'dead', code: 'authorization_expired', raw: 'failed' }],
    ...(
      [
        ['authentication_abandoned', 'abandoned'],
        ['authentication_failed', 'authentication_failed'],
        ['authentication_required', 'authentication_required'],
        ['authentication_unavailable_acs', 'authentication_failed'],
        ['card_declined', 'card_declined'],
        ['card_expired', 'expired_card'],
        ['inactive_card', 'card_declined'],
        ['insufficient_funds', 'insufficient_funds'],
        ['invalid_cvv', 'card_declined'],
        ['possible_fraud', 'fraud_suspected'],
        ['refused_by_issuer', 'card_declined'],
        ['unknown_reason', 'processor_refused'],
      ] as const
    ).map(
      ([failureReason, code]) =>
        [{ status: 'failed', details: { failureReason } }, {}, { state: 'dead', code, raw: failureReason }] satisfies [
          object,
          object,
          object,
        ],
    ),
  ])('%j with %j', async (but, ofCharge, observation) => {
    const { observe, execute, requests } = scripted(answered(shown(but)), answered(shown(but)));
    await expect(observe(intent, { ...charge, ...ofCharge })).resolves.toEqual(observation);
    // Nothing is sent to execute a payment: its customer does that.
    await expect(execute(intent, { ...charge, ...ofCharge })).resolves.toEqual(observation);
    const query = 'captureLater' in ofCharge ? '?embed=captures' : '';
    expect(requests).toEqual(Array(2).fill(`GET /v2/payments/tr_1${query}`));
  });

  it('that is unknown is parked, never mapped', async () => {
    const { observe } = scripted(answered(shown({ status: 'blessed' })));
    const message = 'this version knows no state "blessed" of Mollie: park it, never map it';
    await expect(observe(intent, charge)).rejects.toThrow(message);
  });

  it.each<[string, Parameters<typeof answered>[0], Partial<Charge>]>([
    ['another payment', shown({ id: 'tr_2', status: 'paid' }), {}],
    ['no amount', { status: 200, body: { id: 'tr_1', status: 'paid', _links: {} } }, {}],
    ['half a cent', shown({ status: 'paid', amount: { currency: 'EUR', value: '25.005' } }), {}],
    ['no checkout', shown({ status: 'open' }), {}],
    ['no captures, where it has a link to some', shown({ ...authorized, _links: linksCaptures }), later],
    ['a page of a proxy', { status: 200, body: '<html>' }, {}],
    ['nothing', { status: 200 }, {}],
    ['more than eight megabytes', shown({ status: 'pending', description: 'x'.repeat(8_400_000) }), {}],
  ])('is unknown if the answer has %s', async (_what, answer, ofCharge) => {
    const { observe } = scripted(answered(answer));
    await expect(observe(intent, { ...charge, ...ofCharge })).rejects.toEqual(trouble('unknown'));
  });
});

describe("Mollie's refusal", () => {
  it.each<[number, Trouble]>([
    [400, 'contradiction'],
    [401, 'misconfigured'],
    [403, 'misconfigured'],
    [404, 'misconfigured'],
    [405, 'misconfigured'],
    [409, 'limited'],
    [410, 'misconfigured'],
    [415, 'misconfigured'],
    [422, 'unknown'],
    [429, 'limited'],
    [500, 'unknown'],
    [502, 'unknown'],
    [503, 'unknown'],
    [504, 'unknown'],
    [302, 'unknown'],
  ])('%i is trouble "%s", and names nothing that a client sent', async (status, kind) => {
    const { observe } = scripted(failed(status), failed(status, { field: 'amount.value' }));
    await expect(observe(intent, charge)).rejects.toEqual(trouble(kind));
    await expect(observe(intent, charge)).rejects.toThrow(`Mollie answered ${status}_amount`);
  });

  it.each([
    ['amount', '/amount'],
    ['amount.value', '/amount'],
    ['customerId', '/processor_customer'],
    ['description', '/statement_descriptor'],
    ['metadata', '/metadata'],
    ['method', '/method'],
    ['redirectUrl', '/return_url'],
  ])('to create a payment for its %s is for the client to mend', async (parameter, field) => {
    const { open } = scripted(failed(422, { field: parameter }));
    await expect(open('k', charge)).rejects.toEqual(refusal('field_invalid', { field }));
  });

  it.each([{ field: 'webhookUrl' }, { field: 'No such 4242 4242' }, {}])(
    'to create a payment for what no client chose (%j) is for a person to mend',
    async (more) => {
      const { open } = scripted(failed(422, more));
      await expect(open('k', charge)).rejects.toEqual(trouble('misconfigured'));
    },
  );
});

describe('hyperswitch#2380: what is unknown', () => {
  it.each<[string, () => Promise<IncomingResponse>]>([
    ['a fault', async () => failed(500)],
    ['maintenance', async () => failed(503)],
    ['a page of a proxy', async () => answered({ status: 502, body: '<html>' })],
    ['half an answer', async () => answered({ status: 200, body: '{"id":"tr_1"' })],
    [
      'a connection that breaks',
      () => Promise.reject(Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' })),
    ],
  ])('is never turned into failed, by no call: %s', async (_what, answer) => {
    const processor = mollieOn(answer);
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

describe('a fence at Mollie', () => {
  it('cancels an open payment where Mollie can', async () => {
    const mollie = new MemoryMollie();
    mollie.openIsCancelable = true;
    const { open, fence } = mollieOn(mollie.call);
    const opened = await open('k', charge);
    await expect(fence(opened, charge)).resolves.toEqual({ state: 'dead', code: 'abandoned', raw: 'canceled' });
    expect(mollie.pay(opened.id, 'pays')).toBe(false);
  });

  it('waits for a payment that Mollie cannot cancel, and never calls it dead', async () => {
    const mollie = new MemoryMollie();
    const { open, fence } = mollieOn(mollie.call);
    const opened = await open('k', charge);
    await expect(fence(opened, charge)).resolves.toEqual({ state: 'working' });
    expect(mollie.requests.map(({ method }) => method)).not.toContain('DELETE');
    mollie.pay(opened.id, 'pays');
    await expect(fence(opened, charge)).resolves.toMatchObject({ state: 'captured' });
  });

  it('that a customer was quicker than finds what they paid', async () => {
    const open = answered(shown({ status: 'open', isCancelable: true, ...checkout }));
    const { fence, requests } = scripted(open, failed(422), answered(shown({ status: 'paid' })));
    await expect(fence(intent, charge)).resolves.toMatchObject({ state: 'captured', captured: eur(2_500n) });
    expect(requests).toEqual(['GET', 'DELETE', 'GET'].map((method) => `${method} /v2/payments/tr_1`));
  });

  it('waits until Mollie has let go of an authorization', async () => {
    const mollie = new MemoryMollie();
    mollie.releasesLater = true;
    const { open, fence } = mollieOn(mollie.call);
    const held = { ...charge, ...later };
    const opened = await open('k', held);
    mollie.pay(opened.id, 'pays');
    await expect(fence(opened, held)).resolves.toEqual({ state: 'working' });
    mollie.carryOut();
    await expect(fence(opened, held)).resolves.toMatchObject({ state: 'dead' });
    expect(mollie.books(opened.id).taken).toBe(0n);
  });
});

describe('time at Mollie', () => {
  it('ends with the invocation: what cannot be answered in time is not sent', async () => {
    const mollie = new MemoryMollie();
    const io = { ...heldIo(mollie.call).io, remaining: () => 3_200 };
    const { open, observe } = mollieProcessor(io, settings);
    await expect(open('k', charge)).rejects.toEqual(trouble('not_sent'));
    expect(mollie.requests).toEqual([]);
    await expect(observe(intent, charge)).rejects.toEqual(trouble('misconfigured'));
  });

  it('that runs out leaves the outcome unknown', async () => {
    const held = heldIo(() => {
      setImmediate(held.timeIsUp);
      return new Promise(() => undefined);
    });
    await expect(mollieProcessor(held.io, settings).observe(intent, charge)).rejects.toEqual(trouble('unknown'));
  });
});
