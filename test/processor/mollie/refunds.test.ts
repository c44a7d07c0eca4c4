import { describe, expect, it } from 'vitest';
import type { Currency } from '../../../src/domain/currency.ts';
import type { Trouble } from '../../../src/processor/port.ts';
import { eur, trouble } from '../contract.ts';
import { answered, MemoryMollie } from './memory-mollie.ts';
import { checkoutCharge, mollieOn } from './mollie-bench.ts';

const charge = checkoutCharge();
const request = { id: 'r-1', attempt: 0, amount: eur(500n) };
const intent = { processor: 'mollie', account: 'own', id: 'tr_1' };

/** A payment of 25.00 at Mollie. */
async function paid() {
  const mollie = new MemoryMollie();
  const processor = mollieOn(mollie.call);
  await processor.open('k', charge);
  mollie.pay('tr_1', 'pays');
  mollie.requests.length = 0;
  return { mollie, ...processor };
}

const page = (refunds: readonly object[], next?: string) =>
  answered({ status: 200, body: { _embedded: { refunds }, _links: { next: next ? { href: next } : null } } });

describe('a refund at Mollie', () => {
  it('is sent with its own id as metadata, and a key of its id and attempt', async () => {
    const { mollie, refund } = await paid();
    await refund(intent, charge, request);
    // The next attempt comes after a look found none.
    mollie.refundsLag = true;
    await refund(intent, charge, { ...request, amount: eur(501n), attempt: 1 });
    const sent = mollie.requests.filter(({ method }) => method === 'POST');
    const [first, second] = sent;
    expect(sent).toHaveLength(2);
    expect(JSON.parse(first?.body ?? '')).toEqual({
      amount: { currency: 'EUR', value: '5.00' },
      metadata: { refund_id: 'r-1', payment_id: charge.paymentId, payment_service: 'test' },
    });
    expect(first?.headers['Idempotency-Key']).not.toBe(second?.headers['Idempotency-Key']);
  });

  it.each([
    ['queued', { state: 'working', reference: expect.stringMatching(/^re_/) }],
    ['pending', { state: 'working', reference: expect.stringMatching(/^re_/) }],
    ['processing', { state: 'working', reference: expect.stringMatching(/^re_/) }],
    ['refunded', { state: 'returned', reference: expect.stringMatching(/^re_/) }],
    ['failed', { state: 'failed', raw: 'failed' }],
    ['canceled', { state: 'failed', raw: 'canceled' }],
  ])('that is %s, polar#5422, vendure#3152: only what was refunded is shown as done', async (status, observation) => {
    const { mollie, refund, observeRefund } = await paid();
    mollie.refundStatus = status;
    await expect(refund(intent, charge, request)).resolves.toEqual(observation);
    await expect(observeRefund(intent, charge, request)).resolves.toEqual(observation);
  });

  it('of a payment that Mollie took by itself, and of which it names 0.00 as captured, is sent', async () => {
    const { mollie, observe, refund } = await paid();
    mollie.namesNoCapture = true;
    await expect(observe(intent, charge)).resolves.toMatchObject({ captured: eur(2_500n) });
    await expect(refund(intent, charge, request)).resolves.toMatchObject({ state: 'working' });
  });

  it('in a state that is unknown is parked, never mapped', async () => {
    const { mollie, refund } = await paid();
    mollie.refundStatus = 'blessed';
    await expect(refund(intent, charge, request)).rejects.toThrow('this version knows no state "blessed" of a refund');
  });

  it('that is repeated under its key is looked up: the replayed answer is an old one', async () => {
    const { mollie, refund } = await paid();
    await refund(intent, charge, request);
    mollie.carryOut();
    await expect(refund(intent, charge, request)).resolves.toMatchObject({ state: 'returned' });
    expect(mollie.refunds).toHaveLength(1);
  });

  it('that was replayed but cannot be found is unknown', async () => {
    const answers = [
      answered({ status: 201, body: { id: 're_1', status: 'refunded', metadata: null } }, true),
      page([]),
    ];
    const { refund } = mollieOn(async () => answers.shift() ?? Promise.reject(new Error('one too many')));
    await expect(refund(intent, charge, request)).rejects.toEqual(trouble('unknown'));
  });

  it('whose key was forgotten is not done again: Mollie takes it for a duplicate, and it is found', async () => {
    const { mollie, refund } = await paid();
    await refund(intent, charge, request);
    await expect(refund(intent, charge, { ...request, attempt: 1 })).resolves.toMatchObject({ state: 'working' });
    expect(mollie.refunds).toHaveLength(1);
  });

  it('whose key and amount Mollie has forgotten, after an hour, is not done again: it is found in its payment', async () => {
    const { mollie, refund } = await paid();
    await refund(intent, charge, request);
    mollie.carryOut();
    mollie.forgetKeys();
    await expect(refund(intent, charge, request)).resolves.toMatchObject({ state: 'returned' });
    expect(mollie.books('tr_1').returned).toBe(500n);
  });

  it('of a payment that was charged back is not sent, though Mollie would: the money would go back twice', async () => {
    const { mollie, refund } = await paid();
    const chargeback = mollie.chargeBack('tr_1', '25.00');
    await expect(refund(intent, charge, request)).resolves.toMatchObject({ state: 'failed' });
    expect(mollie.books('tr_1').returned).toBe(0n);
    chargeback.reversedAt = '2026-12-03T08:00:00+00:00';
    await expect(refund(intent, charge, request)).resolves.toMatchObject({ state: 'working' });
  });

  it('that arrived without an answer before its payment was charged back is found, and not told as failed', async () => {
    const { mollie, refund } = await paid();
    await refund(intent, charge, request);
    mollie.chargeBack('tr_1', '25.00');
    mollie.refundsLag = true;
    await expect(refund(intent, charge, request)).rejects.toEqual(trouble('unknown'));
    mollie.refundsLag = false;
    await expect(refund(intent, charge, request)).resolves.toMatchObject({ state: 'working' });
  });

  it('of the same amount as another within an hour has to wait: Mollie takes it for a duplicate', async () => {
    const { mollie, refund } = await paid();
    await refund(intent, charge, request);
    const other = { ...request, id: 'r-2' };
    await expect(refund(intent, charge, other)).rejects.toEqual(trouble('limited'));
    mollie.forgetKeys();
    await expect(refund(intent, charge, other)).resolves.toMatchObject({ state: 'working' });
    expect(mollie.books('tr_1').returned).toBe(1_000n);
  });

  it.each([
    ['beside one that was done is done', ['failed', 'refunded'], 'returned'],
    ['before one that was done is done', ['refunded', 'failed'], 'returned'],
    ['beside one that waits is waited for', ['failed', 'queued'], 'working'],
  ])('that failed %s', async (_what, statuses, state) => {
    const metadata = { refund_id: 'r-1' };
    const { observeRefund } = mollieOn(async () =>
      page(statuses.map((status, index) => ({ id: `re_${index}`, status, metadata }))),
    );
    await expect(observeRefund(intent, charge, request)).resolves.toMatchObject({ state });
  });

  it('is found on the last of three pages, and absent only after all of them', async () => {
    const { mollie, refund, observeRefund } = await paid();
    await refund(intent, charge, { ...request, amount: eur(1n) });
    for (let index = 0; index < 600; index++) {
      const foreign = index % 2 === 0 ? null : 'made in the dashboard';
      mollie.refunds.unshift({
        id: `re_x${index}`,
        paymentId: 'tr_1',
        amount: { currency: 'EUR', value: '0.00' },
        metadata: foreign,
        status: 'refunded',
      });
    }
    mollie.requests.length = 0;
    await expect(observeRefund(intent, charge, { ...request, amount: eur(1n) })).resolves.toMatchObject({
      state: 'working',
    });
    await expect(observeRefund(intent, charge, { ...request, id: 'r-2' })).resolves.toEqual({ state: 'absent' });
    expect(mollie.requests).toHaveLength(6);
  });

  it.each([
    ['the pages do not end', 'https://api.mollie.com/v2/payments/tr_1/refunds?from=re_1'],
    ['the next page has no name', 'https://api.mollie.com/v2/payments/tr_1/refunds'],
  ])('is never called absent when %s', async (_what, next) => {
    const { observeRefund } = mollieOn(async () => page([], next));
    await expect(observeRefund(intent, charge, request)).rejects.toEqual(trouble('unknown'));
  });

  it('never sends the key to an address in an answer', async () => {
    const urls: string[] = [];
    const answers = [page([], 'https://elsewhere.example.com/?from=re_2'), page([])];
    const { observeRefund } = mollieOn(async (url) => {
      urls.push(url);
      return answers.shift() ?? Promise.reject(new Error('one too many'));
    });
    await expect(observeRefund(intent, charge, request)).resolves.toEqual({ state: 'absent' });
    expect(urls[1]).toBe('https://api.mollie.com/v2/payments/tr_1/refunds?limit=250&from=re_2');
  });

  it('that Mollie refuses has failed, with its reason', async () => {
    const { mollie } = await paid();
    const body = { status: 422, title: 'Unprocessable Entity', detail: 'No.', field: 'amount' };
    const { refund } = mollieOn(async (url, sent) =>
      sent.method === 'POST' ? answered({ status: 422, body }) : mollie.call(url, sent),
    );
    await expect(refund(intent, charge, request)).resolves.toEqual({ state: 'failed', raw: '422_amount' });
  });

  it('of a currency that Mollie does not take has failed, and nothing is sent', async () => {
    const { mollie, refund } = await paid();
    const amount = { minor: 1n, currency: 'KWD' as Currency };
    await expect(refund(intent, charge, { ...request, amount })).resolves.toEqual({
      state: 'failed',
      raw: 'currency_invalid',
    });
    expect(mollie.requests).toEqual([]);
  });

  it.each<[number, Trouble]>([
    [400, 'contradiction'],
    [401, 'misconfigured'],
    [404, 'misconfigured'],
    [429, 'limited'],
    [500, 'unknown'],
  ])('that is answered with %i is in trouble "%s"', async (status, kind) => {
    const { refund } = mollieOn(async () => answered({ status, body: {} }));
    await expect(refund(intent, charge, request)).rejects.toEqual(trouble(kind));
  });
});
