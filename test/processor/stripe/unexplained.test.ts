import { text } from 'node:stream/consumers';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { handler as capture } from '../../../functions/payments/capture-payment.ts';
import { acceptOnlyWhatStripeMockAccepts } from './judged.ts';
import { alarmsOf, logged } from './logged.ts';
import { MemoryStripe, pays, takesDays } from './memory-stripe.ts';
import { StripeStage } from './stripe-stage.ts';

acceptOnlyWhatStripeMockAccepts();
afterEach(() => vi.restoreAllMocks());

const hour = 3_600_000;
const alarm = 'unexplained-answers';
const unexplained = { status: 503, json: { code: 'processor_unavailable' }, headers: { 'Retry-After': '3600' } };

/** A stage at a Stripe that answers about each intent with `changes`, as long as there are any. */
function stageWith(changes: object | undefined) {
  const stripe = new MemoryStripe();
  let now = changes;
  const stage = new StripeStage(async (url, request) => {
    const answer = await stripe.call(url, request);
    if (now === undefined || !/payment_intents\/|refunds/.test(url)) return answer;
    const body = JSON.parse(answer.body === null ? '{}' : await text(answer.body));
    const changed =
      'data' in body ? { ...body, data: body.data.map((one: object) => ({ ...one, ...now })) } : { ...body, ...now };
    return { ...answer, body: new Blob([JSON.stringify(changed)]).stream() };
  });
  const answersWith = (other: object | undefined) => {
    now = other;
  };
  const sent = (method: string, path: RegExp) =>
    stripe.paths.filter((one) => one.startsWith(method) && path.test(one)).length;
  return { stripe, stage, answersWith, sent };
}

describe.each<[string, object]>([
  ['less than was asked for', { amount_received: 2_499 }],
  ['polar#11557, wordcamp.org#1320: a hundredfold', { amount_received: 250_000 }],
  ['another currency', { currency: 'jpy' }],
  ['a currency that Stripe does not have', { currency: 'xxx' }],
  ['a state that is unknown', { status: 'requires_blessing' }],
])('a charge that is answered with %s', (_what, changes) => {
  const fields = { payment_method: pays, trip_id: '7' };

  it('decides nothing, and raises an alarm', async () => {
    const log = logged();
    const { stage } = stageWith(changes);
    expect(await stage.pay('k', fields)).toMatchObject(unexplained);
    expect(stage.payments()).toMatchObject([{ status: 'processing', refundable_minor: 0 }]);
    expect(alarmsOf(log)).toEqual([alarm]);
  });

  it('is never executed again, keeps its trip, and is looked at once an hour', async () => {
    const log = logged();
    const { stripe, stage, sent } = stageWith(changes);
    await stage.pay('k', fields);
    await stage.pass(1);
    const id = String(stage.payments()[0]?.id);
    expect(log).toContainEqual(expect.objectContaining({ payment_id: id, cause: 'UnexplainedAnswer' }));
    const before = stripe.paths.length;
    await stage.pass(59);
    expect(stripe.paths.slice(before)).toEqual([]);
    await stage.pass(3 * 60);
    expect(sent('GET', /payment_intents/)).toBe(4);
    expect((await stage.pay('other', { payment_method: pays, trip_id: '7' })).status).toBe(409);
    expect(sent('POST', /confirm/)).toBe(1);
    expect(stage.stored(id)).toMatchObject({ status: 'processing' });
  });

  it('is settled within the hour once the answer can be explained', async () => {
    const { stripe, stage, answersWith } = stageWith(changes);
    await stage.pay('k', fields);
    await stage.pass(5);
    answersWith(undefined);
    await stage.pass(60);
    expect(await stage.pay('k', fields)).toMatchObject({ status: 201, json: { status: 'SUCCESS', amount: 25 } });
    expect(stripe.charges(String(stage.payments()[0]?.id))).toHaveLength(1);
  });
});

describe('a payment that waited, and then took another amount', () => {
  it('stays PENDING, raises an alarm, and is polled less and less often', async () => {
    const log = logged();
    const { stripe, stage, answersWith } = stageWith(undefined);
    const id = String((await stage.pay('k', { payment_method: takesDays, method: 'WALLET' })).json.payment_id);
    answersWith({ amount_received: 2_499 });
    stripe.finish('pi_1');
    const before = stripe.paths.length;
    await stage.pass(24 * 60);
    expect((await stage.get(id)).json).toMatchObject({ status: 'PENDING', refundable_amount: 0 });
    expect(alarmsOf(log)).toEqual([alarm]);
    expect(log).toContainEqual(expect.objectContaining({ payment_id: id, cause: 'UnexplainedAnswer' }));
    expect(stripe.paths.length - before).toBeLessThanOrEqual(6);
    answersWith(undefined);
    await stage.pass(24, hour);
    expect((await stage.get(id)).json.status).toBe('SUCCESS');
  });
});

describe('a capture or refund whose answer cannot be explained', () => {
  it('another amount captured: the payment stays authorized, and an alarm is raised', async () => {
    const log = logged();
    const { stage, answersWith } = stageWith(undefined);
    const id = String((await stage.pay('k', { payment_method: pays, capture: false })).json.payment_id);
    answersWith({ amount_received: 2_499 });
    expect(await stage.send(capture, `POST /v1/payments/${id}/capture`)).toMatchObject(unexplained);
    expect(stage.stored(id)).toMatchObject({ status: 'authorized', refundable_minor: 0 });
    expect(alarmsOf(log)).toEqual([alarm]);
  });

  it('an unknown state of a refund: its amount stays reserved, and it is sent once', async () => {
    const log = logged();
    const { stripe, stage, answersWith } = stageWith(undefined);
    const id = String((await stage.pay('k', { payment_method: pays })).json.payment_id);
    answersWith({ status: 'blessed' });
    for (const _time of [1, 2]) expect(await stage.refund(id, 'r', '5.00')).toMatchObject(unexplained);
    expect((await stage.get(id)).json).toMatchObject({ refunded_amount: 0, refundable_amount: 20 });
    expect(alarmsOf(log)).toEqual([alarm]);
    answersWith(undefined);
    expect(await stage.refund(id, 'r', '5.00')).toMatchObject({ status: 200, json: { refund_status: 'SUCCESS' } });
    expect(stripe.refunds).toHaveLength(1);
  });
});

describe('an answer that is only missing', () => {
  it('raises no such alarm: the next look finds out', async () => {
    const log = logged();
    const stage = new StripeStage(() => Promise.reject(new Error('lost')));
    expect(await stage.pay('k', { payment_method: pays })).toMatchObject({ status: 503 });
    expect(alarmsOf(log)).toEqual([]);
  });
});
