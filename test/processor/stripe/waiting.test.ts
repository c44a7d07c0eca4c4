import { afterEach, describe, expect, it, vi } from 'vitest';
import { handler as createClientSecret } from '../../../functions/payments/create-client-secret.ts';
import { acceptOnlyWhatStripeMockAccepts } from './judged.ts';
import { alarmsOf, logged } from './logged.ts';
import { MemoryStripe, pays, takesDays } from './memory-stripe.ts';
import { StripeStage } from './stripe-stage.ts';

acceptOnlyWhatStripeMockAccepts();
afterEach(() => vi.restoreAllMocks());

const debit = { payment_method: takesDays, method: 'WALLET' };
const hour = 3_600_000;

function stageAtStripe() {
  const stripe = new MemoryStripe();
  return { stripe, stage: new StripeStage(stripe.call) };
}

describe('gameserverapp#1216: a debit that waits for three days is not unpaid, and nobody pays again', () => {
  const fields = { ...debit, trip_id: '7', order_id: 'o1', one_payment_per_order: true };
  const waits = async () => {
    const { stripe, stage } = stageAtStripe();
    const first = await stage.pay('k', fields);
    return { stripe, stage, first, id: String(first.json.payment_id) };
  };

  it('it is answered at once: PENDING, after two requests and no pause', async () => {
    const { stripe, stage, first } = await waits();
    expect([first.status, first.json.status, first.json.reference]).toEqual([201, 'PENDING', null]);
    expect(stripe.requests).toHaveLength(2);
    expect(stage.world.clock.now()).toBe(Date.parse('2026-11-21T12:00:00.000Z'));
  });

  it.each([
    [
      'another key for its order',
      { ...debit, order_id: 'o1', one_payment_per_order: true },
      'order_payment_in_progress',
    ],
    ['another key for its trip', { ...debit, trip_id: '7' }, 'trip_payment_in_progress'],
    ['a card for its trip', { payment_method: pays, trip_id: '7' }, 'trip_payment_in_progress'],
  ])('%s is refused on each of the days, and charges nothing', async (_what, other, code) => {
    const { stripe, stage } = await waits();
    for (let day = 0; day < 3; day++) {
      expect(await stage.pay(`other-${day}`, other)).toMatchObject({ status: 409, json: { code } });
      await stage.pass(24, hour);
    }
    expect([...stripe.intents.values()].filter(({ status }) => status !== 'requires_confirmation')).toHaveLength(1);
  });

  it('on day 3 it succeeds: GET says SUCCESS, its replay has the same bytes, and its order and trip are paid', async () => {
    const { stripe, stage, first, id } = await waits();
    await stage.pass(72, hour);
    expect((await stage.get(id)).json.status).toBe('PENDING');
    stripe.finish('pi_1');
    await stage.pass(24, hour);
    expect((await stage.get(id)).json).toMatchObject({ status: 'SUCCESS', reference: 'pi_1', refundable_amount: 25 });
    const again = await stage.pay('k', fields);
    expect([again.status, again.body, again.headers['Idempotent-Replayed']]).toEqual([201, first.body, 'true']);
    expect((await stage.pay('other', { ...fields, trip_id: '8' })).json.code).toBe('order_already_paid');
    expect((await stage.pay('third', { ...debit, trip_id: '7' })).json.code).toBe('trip_already_paid');
    expect(stripe.charges(id)).toHaveLength(1);
  });

  it('no alarm is raised, and Stripe is asked a few times a day', async () => {
    const lines = logged();
    const { stripe, stage } = await waits();
    await stage.pass(3 * 24 * 60);
    stripe.finish('pi_1');
    await stage.pass(24 * 60);
    expect(lines.filter((line) => 'oldest_open' in line).length).toBe(4 * 24 * 60);
    expect(alarmsOf(lines)).toEqual([]);
    expect(stripe.requests.length).toBeLessThanOrEqual(13);
  });

  it('an alarm is raised if it waits for two weeks, so the check can fail', async () => {
    const lines = logged();
    const { stage } = await waits();
    await stage.pass(16, 24 * hour);
    expect(alarmsOf(lines)).toEqual(['waiting-payments']);
  });
});

describe('a customer whose key had to wait for its order', () => {
  const fields = { order_id: 'o1', one_payment_per_order: true };

  /** The first key is abandoned; the second is sent each minute, as it is told, until it is not refused any more. */
  async function waited() {
    const { stripe, stage } = stageAtStripe();
    await stage.pay('first', fields);
    for (let minutes = 1; minutes < 120; minutes++) {
      const second = await stage.pay('second', fields);
      if (second.status !== 409) return { stripe, stage, second, minutes, id: String(second.json.payment_id) };
      expect(second.headers['Retry-After']).toBe('60');
      await stage.pass(1);
    }
    throw new Error('the order was never free');
  }

  it('has an hour from then on: the client secret is there, and nothing gives the payment up', async () => {
    const { stripe, stage, second, minutes, id } = await waited();
    expect(minutes).toBeGreaterThan(60);
    expect([second.status, second.json.status]).toEqual([201, 'PENDING']);
    await stage.pass(55);
    const secret = await stage.send(createClientSecret, `POST /v1/payments/${id}/client-secret`);
    expect(secret.status).toBe(200);
    const [intent] = [...stripe.intents.values()].filter(({ metadata }) => metadata.payment_id === id);
    stripe.payInBrowser(String(intent?.id));
    await stage.pass(60);
    expect((await stage.get(id)).json.status).toBe('SUCCESS');
  });

  it('has no more than that hour', async () => {
    const { stage, id } = await waited();
    await stage.pass(90);
    expect((await stage.get(id)).json).toMatchObject({ status: 'FAILED', failure_code: 'abandoned' });
  });
});
