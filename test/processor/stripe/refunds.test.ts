import { describe, expect, it } from 'vitest';
import type { Currency } from '../../../src/domain/currency.ts';
import type { Trouble } from '../../../src/processor/port.ts';
import { chargeOf, eur, trouble } from '../contract.ts';
import { acceptOnlyWhatStripeMockAccepts } from './judged.ts';
import { answered, MemoryStripe, pays } from './memory-stripe.ts';
import { stripeOn } from './stripe-bench.ts';

acceptOnlyWhatStripeMockAccepts();

const charge = chargeOf({ token: pays });
const request = { id: 'r-1', attempt: 0, amount: eur(500n) };

/** A payment of 25.00 at Stripe. */
async function paid() {
  const stripe = new MemoryStripe();
  const processor = stripeOn(stripe.call);
  const intent = await processor.open('k', charge);
  await processor.execute(intent, charge);
  stripe.requests.length = 0;
  return { stripe, intent, ...processor };
}

describe('refunds that were made at Stripe', () => {
  const at = '2026-11-28T12:00:00.000Z';
  const listed = (...data: readonly object[]) =>
    stripeOn(async () =>
      answered({
        status: 200,
        body: {
          data: data.map((one, index) => ({
            id: `re_${index}`,
            status: 'succeeded',
            amount: 500,
            currency: 'eur',
            payment_intent: 'pi_1',
            created: 1_795_867_200,
            ...one,
          })),
          has_more: false,
        },
      }),
    ).listRefunds?.({ processor: 'stripe', account: 'own', id: 'pi_1' }, charge, {
      amount: eur(2_500n),
      at,
    });

  it.each([
    ['succeeded', [{ reference: 're_0', amount: eur(500n), state: 'returned', at }]],
    ['pending', [{ reference: 're_0', amount: eur(500n), state: 'working', at }]],
    ['failed', []],
    ['canceled', []],
  ])('and are %s', async (status, found) => {
    await expect(listed({ status })).resolves.toEqual(found);
  });

  it('are ours if they have both of our ids, whatever else their metadata has', async () => {
    const all = [
      { metadata: { refund_id: 'r-1', payment_id: charge.paymentId } },
      { metadata: { note: 'sorry' } },
      { metadata: null },
      // Another program numbers its refunds, too.
      { metadata: { refund_id: 'r-1' } },
      { metadata: { refund_id: 'r-1', payment_id: 'its own' } },
    ];
    const found = (await listed(...all))?.map(({ ownId }) => ownId);
    expect(found).toEqual(['r-1', undefined, undefined, undefined, undefined]);
  });

  it('are not the uncaptured rest of an authorization, as older versions list it', async () => {
    await expect(listed({ payment_intent: null })).resolves.toEqual([]);
  });

  it('in a state or a currency that is unknown are parked, never mapped', async () => {
    await expect(listed({ status: 'blessed' })).rejects.toThrow('this version knows no state "blessed" of a refund');
    await expect(listed({ currency: 'xxx' })).rejects.toEqual(trouble('unknown'));
  });
});

describe('a refund at Stripe', () => {
  it('is sent with its own id as metadata, and a key of its id and attempt', async () => {
    const { stripe, intent, refund } = await paid();
    await refund(intent, charge, { ...request, attempt: 3 });
    expect(stripe.requests).toHaveLength(1);
    expect(Object.fromEntries(new URLSearchParams(stripe.requests[0]?.body))).toEqual({
      payment_intent: intent.id,
      amount: '500',
      'metadata[refund_id]': 'r-1',
      'metadata[payment_id]': charge.paymentId,
      'metadata[payment_service]': 'test',
    });
    expect(stripe.requests[0]?.headers).toHaveProperty('Idempotency-Key', 'refund:r-1:3');
  });

  it.each([
    ['succeeded', { state: 'returned' }],
    ['pending', { state: 'working' }],
    ['requires_action', { state: 'working' }],
    ['failed', { state: 'failed', raw: 'failed' }],
    ['canceled', { state: 'failed', raw: 'canceled' }],
  ])('that is %s, polar#5422, vendure#3152: only what succeeded is shown as done', async (status, observation) => {
    const { stripe, intent, refund, observeRefund } = await paid();
    stripe.refundStatus = status;
    await expect(refund(intent, charge, request)).resolves.toMatchObject(observation);
    await expect(observeRefund(intent, charge, request)).resolves.toMatchObject(observation);
  });

  it('in a state that is unknown is parked, never mapped', async () => {
    const { stripe, intent, refund } = await paid();
    stripe.refundStatus = 'blessed';
    await expect(refund(intent, charge, request)).rejects.toThrow('this version knows no state "blessed" of a refund');
  });

  it('that is repeated under its key is looked up: the replayed answer is an old one', async () => {
    const { stripe, intent, refund } = await paid();
    stripe.refundStatus = 'pending';
    await refund(intent, charge, request);
    Object.assign(stripe.refunds[0] ?? {}, { status: 'failed', failure_reason: 'declined' });
    await expect(refund(intent, charge, request)).resolves.toEqual({ state: 'failed', raw: 'declined' });
    expect(stripe.refunds).toHaveLength(1);
  });

  it('that was replayed but cannot be found is unknown', async () => {
    const done = { status: 200, body: { id: 're_1', status: 'succeeded' } };
    const answers = [answered(done, true), answered({ status: 200, body: { data: [], has_more: false } })];
    const { refund } = stripeOn(async () => answers.shift() ?? Promise.reject(new Error('one too many')));
    const intent = { processor: 'stripe', account: 'own', id: 'pi_1' };
    await expect(refund(intent, charge, request)).rejects.toEqual(trouble('unknown'));
  });

  it('that failed beside one that did not is done: the other counts, wherever it stands', async () => {
    const { stripe, intent, refund, observeRefund } = await paid();
    stripe.refundStatus = 'failed';
    await refund(intent, charge, request);
    stripe.refundStatus = 'succeeded';
    await refund(intent, charge, { ...request, attempt: 1 });
    await expect(observeRefund(intent, charge, request)).resolves.toMatchObject({ state: 'returned' });
    stripe.refunds.reverse();
    await expect(observeRefund(intent, charge, request)).resolves.toMatchObject({ state: 'returned' });
  });

  it('that failed beside one that waits is waited for', async () => {
    const { stripe, intent, refund, observeRefund } = await paid();
    stripe.refundStatus = 'pending';
    await refund(intent, charge, request);
    stripe.refundStatus = 'failed';
    await refund(intent, charge, { ...request, attempt: 1 });
    await expect(observeRefund(intent, charge, request)).resolves.toMatchObject({ state: 'working' });
  });

  it('is found on the last of three pages, and absent only after all of them', async () => {
    const { stripe, intent, refund, observeRefund } = await paid();
    await refund(intent, charge, { ...request, amount: eur(1n) });
    for (let index = 0; index < 220; index++) {
      await refund(intent, charge, { id: `other-${index}`, attempt: 0, amount: eur(1n) });
    }
    stripe.requests.length = 0;
    await expect(observeRefund(intent, charge, request)).resolves.toMatchObject({ state: 'returned' });
    await expect(observeRefund(intent, charge, { ...request, id: 'r-2' })).resolves.toEqual({ state: 'absent' });
    expect(stripe.requests).toHaveLength(6);
  });

  it('is looked for among a hundred others by one request', async () => {
    const { stripe, intent, refund, observeRefunds } = await paid();
    const requests = Array.from({ length: 90 }, (_, index) => ({ id: `r-${index}`, attempt: 0, amount: eur(1n) }));
    for (const one of requests.slice(1)) await refund(intent, charge, one);
    stripe.requests.length = 0;
    const seen = (await observeRefunds?.(intent, charge, requests)) ?? [];
    expect(seen.map(({ state }) => state)).toEqual(['absent', ...requests.slice(1).map(() => 'returned')]);
    expect(stripe.requests).toHaveLength(1);
  });

  it('is never called absent when the pages do not end', async () => {
    const page = { status: 200, body: { data: [{ id: 're_1' }], has_more: true } };
    const { observeRefund } = stripeOn(async () => answered(page));
    const intent = { processor: 'stripe', account: 'own', id: 'pi_1' };
    await expect(observeRefund(intent, charge, request)).rejects.toEqual(trouble('unknown'));
  });

  it('that Stripe refuses has failed, with its reason', async () => {
    const { intent, refund } = await paid();
    const failed = { state: 'failed', raw: 'charge_already_refunded' };
    await expect(refund(intent, charge, { ...request, amount: eur(2_501n) })).resolves.toEqual(failed);
  });

  it('that Stripe refuses because an earlier attempt did it is done', async () => {
    const { stripe, intent, refund } = await paid();
    await refund(intent, charge, { ...request, amount: charge.amount });
    stripe.forgetKeys();
    const again = refund(intent, charge, { ...request, amount: charge.amount, attempt: 1 });
    await expect(again).resolves.toMatchObject({ state: 'returned' });
    expect(stripe.books(intent.id).returned).toBe(2_500n);
  });

  it('of a fraction that Stripe does not have has failed, and nothing is sent', async () => {
    const { stripe, intent, refund } = await paid();
    const amount = { minor: 1n, currency: 'KWD' as Currency };
    await expect(refund(intent, charge, { ...request, amount })).resolves.toEqual({
      state: 'failed',
      raw: 'amount_precision',
    });
    expect(stripe.requests).toEqual([]);
  });

  it.each<[number, object, Trouble]>([
    [409, { code: 'idempotency_key_in_use' }, 'limited'],
    [400, { type: 'idempotency_error' }, 'contradiction'],
    [404, { code: 'resource_missing', param: 'payment_intent' }, 'misconfigured'],
    [500, { type: 'api_error' }, 'unknown'],
  ])('that is answered with %i %j is in trouble "%s"', async (status, error, kind) => {
    const { refund } = stripeOn(async () => answered({ status, body: { error } }));
    const intent = { processor: 'stripe', account: 'own', id: 'pi_1' };
    await expect(refund(intent, charge, request)).rejects.toEqual(trouble(kind));
  });
});
