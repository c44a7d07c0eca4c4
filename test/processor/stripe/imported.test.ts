import { readFileSync } from 'node:fs';
import { Readable } from 'node:stream';
import { describe, expect, it, vi } from 'vitest';
import { handler as cancelPayment } from '../../../functions/payments/cancel-payment.ts';
import { handler as capturePayment } from '../../../functions/payments/capture-payment.ts';
import { handler as refundPayment } from '../../../functions/payments/refund-payment.ts';
import { mollieOfStage, stripeOfStage } from '../../../src/bundle-replacements/absent-providers.ts';
import { refundIdOfKey } from '../../../src/domain/identity.ts';
import { refundFingerprint } from '../../../src/domain/refund.ts';
import { makers as ofRelease } from '../../../src/processor/current.ts';
import { stageProcessors } from '../../../src/processor/stage-processors.ts';
import { logger } from '../../../src/runtime/log.ts';
import { PutItem } from '../../../src/runtime/operations.ts';
import { csvRows } from '../../../tools/data/csv-rows.ts';
import { dueByImport } from '../../../tools/data/due-of-import.ts';
import { paymentItem } from '../../../tools/data/payment-items.ts';
import { readPaymentRow } from '../../../tools/data/read-payment-row.ts';

import { call, type Endpoint } from '../../support/call.ts';
import { paymentsTable, World } from '../../support/world.ts';
import { acceptOnlyWhatStripeMockAccepts } from './judged.ts';
import { MemoryStripe, pays } from './memory-stripe.ts';
import { StripeStage } from './stripe-stage.ts';

acceptOnlyWhatStripeMockAccepts();

type More = Readonly<{ status?: string; capture?: string; processing?: string; refunds?: string }>;

const created_at = '2026-01-02T03:04:05Z';

/** A payment of 25.00 as an older service had it, in the tables of a stage. */
async function importInto(world: World, more: More = {}): Promise<string> {
  const row = { payment_id: '17', trip_id: '7', amount: '25.00', currency: 'EUR', method: 'CARD', reference: 'TXN-17' };
  const { payment } = readPaymentRow({ ...row, status: 'SUCCESS', created_at, ...more });
  const Item = paymentItem(dueByImport(payment, world.clock.now()), 1);
  await world.dynamo.send(new PutItem({ TableName: paymentsTable, Item }));
  return payment.id;
}

const held: More = { status: 'PENDING', capture: 'false' };
const requests: readonly (readonly [name: string, endpoint: Endpoint, more: More])[] = [
  ['refund', refundPayment, {}],
  ['capture', capturePayment, held],
  ['cancel', cancelPayment, held],
];
const sent = { headers: { 'Idempotency-Key': 'k-1' }, body: {} };

describe('a payment that was imported without its intent', () => {
  it.each(requests)('is not told to %s at Stripe, which has no money of it', async (name, endpoint, more) => {
    const stripe = new MemoryStripe();
    const stage = new StripeStage(stripe.call);
    const id = await importInto(stage.world, more);
    const before = stage.stored(id);
    const refusal = { status: 409, json: { code: 'payment_taken_elsewhere' } };
    expect(await stage.send(endpoint, `POST /v1/payments/${id}/${name}`, sent)).toMatchObject(refusal);
    expect(await stage.send(endpoint, `POST /v1/payments/${id}/${name}`, sent)).toMatchObject(refusal);
    expect(stripe.requests).toEqual([]);
    expect(stage.stored(id)).toEqual(before);
  });

  it.each(['processing', 'pending'])('keeps a %s refund of its file as it is: nobody gives it back', async (status) => {
    const stripe = new MemoryStripe();
    const stage = new StripeStage(stripe.call);
    const id = refundIdOfKey('17', 'test', 'k-1');
    const refund = { id, status, amount: '10.00', fingerprint: refundFingerprint({ amount: '10' }), created_at };
    const paymentId = await importInto(stage.world, {
      refunds: JSON.stringify([refund]),
      processing: JSON.stringify({ due_at: created_at }),
    });
    await stage.pass(3);
    expect(stripe.requests).toEqual([]);
    expect(stage.stored(paymentId)?.refunds).toMatchObject({ [id]: { status } });
    expect(stage.stored(paymentId)).toMatchObject({ refundable_minor: 1_500, refunded_minor: 0 });
  });

  it.each(requests)('can be told to %s in a stage with the simulated processor', async (name, endpoint, more) => {
    const world = new World();
    const id = await importInto(world, more);
    expect((await call(endpoint, world, `POST /v1/payments/${id}/${name}`, sent)).status).toBe(200);
  });
});

it('a payment that was imported with its intent is refunded at Stripe', async () => {
  const stripe = new MemoryStripe();
  const stage = new StripeStage(stripe.call);
  const paid = await stage.pay('k', { payment_method: pays });
  const intent = { processor: 'stripe', account: 'own', id: stage.intentOf(String(paid.json.payment_id)) };
  const id = await importInto(stage.world, { processing: JSON.stringify({ intent }) });
  stripe.requests.length = 0;
  expect((await stage.refund(id, 'r')).status).toBe(200);
  expect(stripe.requests).toHaveLength(1);
});

it('an authorization that was imported with its intent ends here once it has ended at Stripe', async () => {
  const stripe = new MemoryStripe();
  const stage = new StripeStage(stripe.call);
  const paid = await stage.pay('k', { payment_method: pays, capture: false });
  const intent = { processor: 'stripe', account: 'own', id: stage.intentOf(String(paid.json.payment_id)) };
  const id = await importInto(stage.world, { ...held, processing: JSON.stringify({ intent }) });
  await stage.pass(1);
  expect((await stage.get(id)).json).toMatchObject({ status: 'PENDING' });
  stripe.expire(intent.id);
  await stage.pass(1, 24 * 3_600_000);
  expect((await stage.get(id)).json).toMatchObject({ status: 'FAILED', failure_code: 'authorization_expired' });
});

describe('a payment whose intent is at a processor that the stage has no key for', () => {
  const processing = JSON.stringify({ intent: { processor: 'stripe', account: 'own', id: 'pi_3NkX' } });
  const makers = { ...ofRelease, stripe: stripeOfStage, mollie: mollieOfStage };
  const choice = { chosen: ['simulated'], earlier: [], routes: [], keySpace: '' } as const;

  it.each(requests)('is not told to %s: 503, and nothing is stored', async (name, endpoint, more) => {
    const logged = vi.spyOn(logger, 'error').mockImplementation(() => {});
    const world = new World();
    world.overrides = { processors: (io) => stageProcessors(makers, choice, io) };
    const id = await importInto(world, { ...more, processing });
    const before = world.dynamo.contents();
    const answer = await call(endpoint, world, `POST /v1/payments/${id}/${name}`, sent);
    expect(answer).toMatchObject({ status: 503, json: { code: 'processor_unavailable' } });
    expect(answer.headers['Retry-After']).toBe('3600');
    expect(world.dynamo.contents()).toEqual(before);
    expect(logged).toHaveBeenCalledWith('misconfigured', { processor: 'stripe', reason: expect.any(String) });
    logged.mockRestore();
  });
});

it('the row of the guide names its intent', async () => {
  const guide = readFileSync(new URL('../../../docs/migrating.md', import.meta.url), 'utf8');
  const [, csv = ''] = /```csv\n(.*?)```/s.exec(guide) ?? [];
  const { value } = await csvRows(Readable.from([csv])).next();
  const intent = { processor: 'stripe', account: 'own', id: 'pi_3NkX' };
  expect(value).toMatchObject({ payment: { id: '17', intent, settledBy: 'import' } });
});
