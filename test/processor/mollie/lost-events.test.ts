import { describe, expect, it } from 'vitest';
import { trouble } from '../contract.ts';
import { answered, MemoryMollie } from './memory-mollie.ts';
import { mollieOn } from './mollie-bench.ts';
import { MollieStage } from './mollie-stage.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

/** A stage that gets no events, with a paid payment of 25.00. */
async function deafStage() {
  const mollie = new MemoryMollie();
  const stage = new MollieStage(mollie);
  const id = await stage.paid('k');
  const intentId = stage.intentOf(id);
  const instant = () => new Date(stage.world.clock.now()).toISOString();
  const chargeBack = (payment = intentId) =>
    Object.assign(mollie.chargeBack(payment, '25.00'), { createdAt: instant() });
  const refundByHand = (value: string) => Object.assign(mollie.refundByHand(intentId, value), { createdAt: instant() });
  const pollAfter = async (ms: number) => {
    stage.world.clock.advance(ms);
    await stage.poll();
  };
  const shown = async () => (await stage.get(id)).json;
  const asked = (path: string) => mollie.requests.filter(({ url }) => new URL(url).pathname === `/v2/${path}`).length;
  return { mollie, stage, id, intentId, instant, chargeBack, refundByHand, pollAfter, shown, asked };
}

describe('an event of Mollie that never comes', () => {
  it('of a chargeback is found in the list of chargebacks within an hour or two, and refunds are refused from then on', async () => {
    const { stage, id, chargeBack, pollAfter, shown } = await deafStage();
    await pollAfter(minuteMs);
    chargeBack();
    await pollAfter(minuteMs);
    expect(await shown()).not.toHaveProperty('disputes');
    await pollAfter(hourMs);
    expect(await shown()).toMatchObject({ disputes: [{ status: 'lost' }] });
    expect((await stage.refund(id, 'r')).json.code).toBe('payment_disputed');
  });

  it('of a chargeback that the bank reverses is found, and refunds are allowed again', async () => {
    const { stage, id, instant, chargeBack, pollAfter, shown } = await deafStage();
    const chargeback = chargeBack();
    await pollAfter(hourMs);
    await pollAfter(20 * dayMs);
    chargeback.reversedAt = instant();
    await pollAfter(hourMs);
    expect(await shown()).toMatchObject({ disputes: [{ status: 'won' }] });
    expect((await stage.refund(id, 'r')).json.refund_status).toBe('PENDING');
  });

  it('of a refund that somebody makes in the dashboard is found', async () => {
    const { refundByHand, pollAfter, shown } = await deafStage();
    await pollAfter(minuteMs);
    refundByHand('20.00');
    await pollAfter(hourMs);
    expect(await shown()).toMatchObject({ refundable_amount: 5 });
  });

  it('of a refund by another program is found, also if its metadata looks like ours', async () => {
    const { refundByHand, pollAfter, shown } = await deafStage();
    await pollAfter(minuteMs);
    Object.assign(refundByHand('20.00'), { metadata: { payment_id: 'its own', refund_id: '1' } });
    await pollAfter(hourMs);
    expect(await shown()).toMatchObject({ refundable_amount: 5 });
  });

  it('is looked for once an hour, and a refund that was made here is none', async () => {
    const { stage, id, intentId, pollAfter, asked } = await deafStage();
    await stage.refund(id, 'r', '5.00');
    for (let minute = 0; minute < 150; minute++) await pollAfter(minuteMs);
    expect([asked('chargebacks'), asked('refunds')]).toEqual([3, 3]);
    // Looks at the refund, at 1, 5, 15 and 60 minutes, and none because of the list.
    expect(asked(`payments/${intentId}/chargebacks`)).toBeLessThan(8);
  });

  it('is found among hundreds of others, on every page', async () => {
    const { intentId, chargeBack, pollAfter, shown, asked } = await deafStage();
    await pollAfter(minuteMs);
    chargeBack(intentId);
    for (let other = 0; other < 400; other++) Object.assign(chargeBack(), { paymentId: 'tr_of_another_program' });
    const before = asked('chargebacks');
    await pollAfter(hourMs);
    expect(await shown()).toMatchObject({ disputes: [{ status: 'lost' }] });
    expect(asked('chargebacks') - before).toBe(2);
  });
});

describe("Mollie's lists of chargebacks and refunds", () => {
  const entry = (id: string, but: object = {}) => ({
    id,
    paymentId: 'tr_1',
    createdAt: new Date(0).toISOString(),
    ...but,
  });
  const listing = (list: (path: string) => object | undefined) => {
    const urls: string[] = [];
    const { listEvents } = mollieOn(async (url) => {
      urls.push(url);
      const [, name = ''] = /v2\/(\w+)/.exec(url) ?? [];
      return answered({ status: 200, body: { _embedded: { [name]: [] }, _links: { next: null }, ...list(name) } });
    });
    return { urls, list: async () => (await listEvents?.(0))?.events };
  };

  it('are read from the oldest entry on, and the key is sent to no other address', async () => {
    const next = { href: 'https://elsewhere.example.com/v2/refunds?from=re_2' };
    const refunds = [[entry('re_1', { createdAt: new Date(9).toISOString() })], [entry('re_2')]];
    const { urls, list } = listing((name) =>
      name === 'refunds'
        ? { _embedded: { refunds: refunds.shift() }, _links: { next: refunds.length > 0 ? next : null } }
        : undefined,
    );
    expect((await list())?.map(({ id }) => id)).toEqual(['re_2', 're_1']);
    expect(urls.map((url) => url.replace('https://api.mollie.com/v2/', ''))).toEqual([
      'chargebacks?limit=250',
      'refunds?limit=250',
      'refunds?limit=250&from=re_2',
    ]);
  });

  it('that never end are read for twenty pages', async () => {
    const next = { href: 'https://api.mollie.com/v2/refunds?from=re_1' };
    const { urls, list } = listing((name) => ({ _embedded: { [name]: [entry('re_1')] }, _links: { next } }));
    await expect(list()).resolves.toHaveLength(40);
    expect(urls).toHaveLength(40);
  });

  it.each([
    ['an entry without a date', [entry('re_1', { createdAt: 'soon' })]],
    ['an entry without its payment', [entry('re_1', { paymentId: null })]],
    ['no list', undefined],
  ])('with %s decide nothing', async (_what, refunds) => {
    const { list } = listing((name) => (name === 'refunds' ? { _embedded: { refunds } } : undefined));
    await expect(list()).rejects.toEqual(trouble('unknown'));
  });
});
