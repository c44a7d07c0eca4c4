import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import type { Currency } from '../../../src/domain/currency.ts';
import { eur, trouble } from '../contract.ts';
import { MemoryMollie } from './memory-mollie.ts';
import { checkoutCharge, mollieOn } from './mollie-bench.ts';

const charge = checkoutCharge({ captureLater: true });

/** 25.00 that Mollie holds. */
async function held() {
  const mollie = new MemoryMollie();
  let isLost = false;
  const processor = mollieOn(async (url, request) => {
    const answer = await mollie.call(url, request);
    if (!isLost || !url.endsWith('/captures')) return answer;
    isLost = false;
    throw Object.assign(new Error('reset'), { code: 'ECONNRESET' });
  });
  const loseCapture = () => {
    isLost = true;
  };
  const intent = await processor.open('k', charge);
  mollie.pay(intent.id, 'pays');
  mollie.requests.length = 0;
  const sent = () => mollie.requests.map(({ method, url }) => `${method} ${new URL(url).pathname.slice(17)}`);
  const taken = () => mollie.books(intent.id).taken;
  return { ...processor, mollie, loseCapture, intent, sent, taken };
}

describe('a capture at Mollie', () => {
  it('looks first, and sends what is to be captured', async () => {
    const { mollie, capture, intent, sent } = await held();
    await expect(capture(intent, charge, eur(2_500n))).resolves.toMatchObject({ captured: eur(2_500n) });
    expect(sent()).toEqual(['GET ', 'POST /captures', 'GET ']);
    expect(JSON.parse(mollie.requests[1]?.body ?? '')).toEqual({ amount: { currency: 'EUR', value: '25.00' } });
  });

  it.each([true, false])(
    'is found to be none yet, whether an empty list is embedded or not: %s',
    async (embedsNone) => {
      const { mollie, observe, capture, intent } = await held();
      mollie.embedsNone = embedsNone;
      await expect(observe(intent, charge)).resolves.toMatchObject({ state: 'authorized', capturable: eur(2_500n) });
      await expect(capture(intent, charge, eur(2_500n))).resolves.toMatchObject({ captured: eur(2_500n) });
    },
  );

  it('of a part lets go of the rest', async () => {
    const { mollie, capture, observe, intent, sent } = await held();
    await expect(capture(intent, charge, eur(2_000n))).resolves.toMatchObject({ captured: eur(2_000n) });
    expect(sent()).toEqual(['GET ', 'POST /captures', 'GET ', 'POST /release-authorization']);
    expect(mollie.payments.get(intent.id)?.status).toBe('paid');
    await expect(observe(intent, charge)).resolves.toMatchObject({ state: 'captured', captured: eur(2_000n) });
  });

  it('of a part is done, although the rest could not be let go of', async () => {
    const { mollie, capture, intent, taken } = await held();
    mollie.releasesLater = true;
    await expect(capture(intent, charge, eur(1_000n))).resolves.toMatchObject({ captured: eur(1_000n) });
    // Mollie would capture the other 15.00, too.
    await expect(capture(intent, charge, eur(1_000n))).resolves.toMatchObject({ captured: eur(1_000n) });
    expect(taken()).toBe(1_000n);
  });

  it('medusa#13301: takes money once, though its answer was lost, its key forgotten and it is still at work', async () => {
    const { mollie, loseCapture, capture, intent, taken } = await held();
    mollie.captureStatus = 'pending';
    loseCapture();
    await expect(capture(intent, charge, eur(1_000n))).rejects.toEqual(trouble('unknown'));
    await expect(capture(intent, charge, eur(1_000n))).resolves.toEqual({ state: 'working' });
    mollie.forgetKeys();
    await expect(capture(intent, charge, eur(1_000n))).resolves.toEqual({ state: 'working' });
    mollie.carryOut();
    await expect(capture(intent, charge, eur(1_000n))).resolves.toMatchObject({ captured: eur(1_000n) });
    expect([taken(), mollie.payments.get(intent.id)?.captures]).toMatchObject([1_000n, [{ status: 'succeeded' }]]);
  });

  it('that two workers send at once is one: they have one key', async () => {
    const { mollie, capture, intent, taken } = await held();
    await Promise.all([capture(intent, charge, eur(1_000n)), capture(intent, charge, eur(1_000n))]);
    expect([taken(), mollie.payments.get(intent.id)?.captures.length]).toEqual([1_000n, 1]);
  });

  it('after a person has captured another amount is sent to nobody, and finds the payment in another state', async () => {
    const { mollie, capture, observe, intent, sent, taken } = await held();
    await capture(intent, charge, eur(1_000n));
    mollie.requests.length = 0;
    await expect(capture(intent, charge, eur(2_500n))).rejects.toEqual(trouble('wrong_state'));
    expect([sent(), taken()]).toEqual([['GET '], 1_000n]);
    await expect(observe(intent, charge)).resolves.toMatchObject({ state: 'captured', captured: eur(1_000n) });
  });

  it('that failed leaves the authorization, and may be sent again', async () => {
    const { mollie, capture, intent, taken } = await held();
    mollie.captureStatus = 'failed';
    await expect(capture(intent, charge, charge.amount)).resolves.toMatchObject({ state: 'authorized' });
    mollie.captureStatus = 'succeeded';
    await expect(capture(intent, charge, charge.amount)).resolves.toMatchObject({ state: 'captured' });
    expect(taken()).toBe(2_500n);
  });

  it('that fails each time after Mollie took it is refused in the end, and not sent for as long as the hold lasts', async () => {
    const { mollie, capture, intent, taken } = await held();
    mollie.captureStatus = 'pending';
    const seen: string[] = [];
    for (let retry = 0; retry < 10; retry++) {
      seen.push((await capture(intent, charge, charge.amount)).state);
      mollie.refuseCaptures();
    }
    expect(seen).toEqual([...Array(5).fill('working'), ...Array(5).fill('authorized')]);
    expect([taken(), mollie.payments.get(intent.id)?.captures.length]).toEqual([0n, 5]);
  });

  it('that Mollie took is not refused because a replica does not show it yet', async () => {
    const { mollie, intent, taken } = await held();
    const replica: Uint8Array[] = [];
    let isLagging = true;
    const { capture } = mollieOn(async (url, request) => {
      const answer = await mollie.call(url, request);
      if (request.method !== 'GET' || !isLagging) return answer;
      if (replica.length === 0) for await (const part of answer.body ?? []) replica.push(part);
      return { ...answer, body: Readable.from(replica) };
    });
    await expect(capture(intent, charge, charge.amount)).rejects.toEqual(trouble('unknown'));
    // Its key is the same as long as the replica lags behind.
    await expect(capture(intent, charge, charge.amount)).rejects.toEqual(trouble('unknown'));
    isLagging = false;
    await expect(capture(intent, charge, charge.amount)).resolves.toMatchObject({ captured: charge.amount });
    expect(taken()).toBe(2_500n);
  });

  it('that Mollie refuses leaves the authorization', async () => {
    const { capture, intent } = await held();
    await expect(capture(intent, charge, eur(2_501n))).resolves.toMatchObject({ state: 'authorized' });
  });

  it('of an authorization that expired finds it dead', async () => {
    const { mollie, capture, intent, sent } = await held();
    mollie.expire(intent.id);
    const dead = { state: 'dead', code: 'authorization_expired', raw: 'expired' };
    await expect(capture(intent, charge, charge.amount)).resolves.toEqual(dead);
    expect(sent()).toEqual(['GET ']);
  });

  it('of a currency that Mollie does not take is not sent', async () => {
    const { capture, intent, sent } = await held();
    const amount = { minor: 1n, currency: 'KWD' as Currency };
    await expect(capture(intent, charge, amount)).resolves.toMatchObject({ state: 'authorized' });
    expect(sent()).toEqual(['GET ']);
  });
});
