import { beforeAll, describe, expect, it } from 'vitest';
import type { Payment } from '../../src/domain/payment.ts';
import type { Item } from '../../src/store/item.ts';
import { paymentOf } from '../../src/store/payment-item.ts';
// biome-ignore lint/correctness/useImportExtensions: a bundle, whose types are declared beside it
import { archivedRefunds, keyUses, listedPaymentOf, payments } from '../golden/previous-release/readers.mjs';
import { liveEveryLife } from '../support/every-life.ts';
import { failedPayment, payment, pendingPayment } from '../support/payments.ts';
import { pendingRefund, refundsOf, reversedRefund, wholeItem } from '../support/stream.ts';
import { paymentsTable, World } from '../support/world.ts';

/** Each item of the payments table after each of its writes. */
const written: Item[] = [];

beforeAll(async () => {
  const world = new World();
  world.dynamo.intercept = async (operation, apply) => {
    const answer = await apply();
    const { input } = operation;
    const id = 'Item' in input ? input.Item?.id : 'Key' in input ? input.Key?.id : undefined;
    const item = id === undefined ? undefined : world.dynamo.item(paymentsTable, String(id));
    if (item !== undefined && operation.name !== 'GetItem') written.push(item);
    return answer;
  };
  await liveEveryLife(world);
});

/** The previous release's stores, where only this item is. */
const stores = (Item: Item) => {
  const io = { send: async () => ({ Item }) };
  return { ...payments(io), ...archivedRefunds(io), ...keyUses(io) };
};
const isOf = (prefix: string) => (item: Item) => String(item.id).startsWith(prefix);
const isPayment = (item: Item) => !String(item.id).includes('#');
const kindsOf = (name: string) => new Set(written.filter(isPayment).map((item) => item[name]));

/** The previous release reads every field in every state; this one leaves out those that the state does not have. */
function withAllFieldsOf(read: Readonly<{ refunds: Readonly<Record<string, object>> }> | undefined, payment: Payment) {
  const filled = (before: object | undefined, now: object) => ({
    ...Object.fromEntries(Object.keys(before ?? {}).map((name) => [name, undefined])),
    ...now,
  });
  const refunds = Object.entries(payment.refunds).map(([id, one]) => [id, filled(read?.refunds[id], one)]);
  return { ...filled(read, payment), refunds: Object.fromEntries(refunds) };
}

describe('the previous release, which a deployment replaces and a roll-back brings back', () => {
  it('reads every payment as this one does, after each of its writes', async () => {
    for (const item of written.filter(isPayment)) {
      const read = await stores(item).get(String(item.id));
      expect(read).toMatchObject({ id: item.id });
      expect(withAllFieldsOf(read, paymentOf(item))).toMatchObject({ ...read });
    }
  });

  it('lists every payment', () => {
    const listed = written.filter((item) => isPayment(item) && 'time_shard' in item);
    expect(listed.length).toBeGreaterThan(30);
    for (const item of listed) expect(listedPaymentOf(item)).toMatchObject({ id: item.id, status: item.status });
  });

  it('reads holds of trips and orders, archived refunds and uses of keys', async () => {
    const [trips, orders, archived, keys] = ['trip#', 'order#', 'refund#', 'key#'].map((one) =>
      written.filter(isOf(one)),
    );
    for (const item of [...(trips ?? []), ...(orders ?? [])]) {
      expect(await stores(item).holder({ kind: 'trip', id: '1' })).toBe(item.payment_id);
    }
    for (const item of archived ?? []) expect(await stores(item).archived('r')).toMatchObject({ status: 'failed' });
    for (const item of keys ?? []) {
      expect(await stores(item).find('caller', 'key')).toMatchObject({ first: { paymentId: item.payment_id } });
    }
    for (const found of [trips, orders, archived, keys]) expect(found?.length).toBeGreaterThan(0);
  });

  it('was shown every kind of life, so that nothing is left out', () => {
    expect(kindsOf('status')).toEqual(new Set(['processing', 'authorized', 'completed', 'failed', 'cancelled']));
    expect(kindsOf('closing')).toEqual(new Set([undefined, 'capture', 'cancel']));
    const read = written.filter(isPayment).map(paymentOf);
    const codes = read.map(({ outcome }) => (outcome?.status === 'failed' ? outcome.failureCode : undefined));
    expect(new Set(codes)).toEqual(
      new Set([
        undefined,
        'amount_not_positive',
        'card_declined',
        'expired_card',
        'insufficient_funds',
        'order_already_paid',
        'trip_already_paid',
      ]),
    );
    const refunds = read.flatMap((one) => Object.values(one.refunds).map(({ status }) => status));
    expect(new Set(refunds)).toEqual(new Set(['processing', 'completed', 'failed']));
    expect(read.some(({ disputes }) => Object.keys(disputes).length > 0)).toBe(true);
    expect(read.some(({ capturedMinor }) => capturedMinor === 2_000n)).toBe(true);
    expect(read.some(({ generation }) => generation === 1)).toBe(true);
    expect(read.some(({ expiredAt }) => expiredAt !== undefined)).toBe(true);
  });

  it.each<[string, Payment]>([
    ['waits', pendingPayment()],
    ['waited first', payment({ outcome: { status: 'pending', action: undefined } })],
    ['was abandoned by its customer', failedPayment({}, 'abandoned')],
    ['was declined for a reason that is new', failedPayment({}, 'fraud_suspected')],
    ['has a refund on its way', payment({ refunds: refundsOf(pendingRefund()) })],
    ['has a refund that came back', payment({ refunds: refundsOf(reversedRefund()) })],
  ])(
    'cannot read a payment that %s: only other processors bring that about, so they come a release later',
    async (_what, one) => {
      const item = wholeItem(one);
      expect(paymentOf(item)).toMatchObject({ id: item.id });
      await expect(stores(item).get(String(item.id))).rejects.toThrow('invalid');
    },
  );
});
