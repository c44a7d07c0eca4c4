import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { paymentOf } from '../../src/store/payment-item.ts';
import { paymentsCsv } from '../../tools/seed/payments-csv.ts';
import { seedItems } from '../../tools/seed/seed-data.ts';

const committed = readFileSync(join(import.meta.dirname, '..', '..', 'tools', 'seed', 'payments.csv'), 'utf8');
const [header = '', ...rows] = committed.trimEnd().split('\n');
const of = (column: number) => rows.map((row) => row.split(',')[column] ?? '');
const shareOf = (values: readonly string[], value: string) =>
  Math.round((100 * values.filter((one) => one === value).length) / values.length);

describe('the seed file', () => {
  it('is the output of its script', () => {
    expect(committed).toBe(paymentsCsv());
  });

  it('has 350 payments of 350 trips in 2025, oldest first', () => {
    expect(header).toBe('payment_id,trip_id,amount,method,status,reference,created_at');
    expect(of(0)).toEqual(Array.from({ length: 350 }, (_, index) => String(index + 1)));
    expect(of(1)).toEqual(Array.from({ length: 350 }, (_, index) => String(index + 1_001)));
    expect(of(6)).toEqual(of(6).toSorted((one, other) => (one < other ? -1 : 1)));
    expect(of(6).every((moment) => /^2025-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(moment))).toBe(true);
  });

  it('has every status and method in the intended proportions', () => {
    const statuses = ['SUCCESS', 'FAILED', 'REFUNDED', 'PENDING'].map((status) => shareOf(of(4), status));
    expect(statuses).toEqual([
      expect.closeTo(81, -1),
      expect.closeTo(8, -1),
      expect.closeTo(6, -1),
      expect.closeTo(5, -1),
    ]);
    expect(Math.min(...statuses)).toBeGreaterThan(2);
    for (const method of ['CARD', 'WALLET', 'UPI', 'CASH']) expect(shareOf(of(3), method)).toBeGreaterThan(5);
  });

  it('has a unique reference for every payment that did not fail', () => {
    const references = of(5).filter((reference) => reference !== '');
    expect(new Set(references).size).toBe(references.length);
    expect(references.length).toBe(of(4).filter((status) => status !== 'FAILED').length);
    expect(references.every((reference) => /^PAY-2025\d{4}-[A-Z]{3}\d{5}$/.test(reference))).toBe(true);
  });
});

describe('the seeded payments', () => {
  const { payments: items } = seedItems();
  const payments = items.filter((item) => 'status' in item).map(paymentOf);
  const byId = new Map(items.map((item) => [item.id, item]));

  it('are consistent: the amount is refundable or refunded, and the refunds agree', () => {
    expect(payments).toHaveLength(350);
    for (const { status, amount, refundedMinor, refundableMinor, refunds } of payments) {
      expect(refundedMinor + refundableMinor).toBe(status === 'completed' ? amount.minor : 0n);
      const amounts = Object.values(refunds).map(({ amountMinor }) => amountMinor);
      expect(amounts).toEqual(refundedMinor === 0n ? [] : [amount.minor]);
    }
  });

  it('hold their trips unless they failed', () => {
    for (const { id, tripId, status } of payments) {
      expect(byId.get(`trip#${tripId}`)?.payment_id).toBe(status === 'failed' ? undefined : id);
    }
  });

  it('are in both indexes', () => {
    for (const item of items.filter((one) => 'status' in one)) {
      expect(item).toMatchObject({
        time_shard: '0',
        time_sort: `${item.created_at}#${item.id}`,
        trip_index: item.trip_id,
      });
    }
  });

  it('pay the orders 101 to 110 with the first ten', () => {
    const ofOrders = payments.filter(({ orderId }) => orderId !== undefined);
    expect(ofOrders.map(({ id, orderId, status }) => [id, orderId, status])).toEqual(
      Array.from({ length: 10 }, (_, index) => [String(index + 1), String(index + 101), 'completed']),
    );
    const pointers = items.filter((item) => 'payment_id' in item && !item.id.startsWith('trip#'));
    expect(pointers.map(({ payment_id }) => payment_id)).toEqual(ofOrders.map(({ id }) => id));
  });

  it('start with one that is large enough for the documented refund of 50.00', () => {
    const [first] = payments;
    expect(first).toMatchObject({ id: '1', status: 'completed', amount: { currency: 'USD' } });
    expect(first?.refundableMinor).toBeGreaterThanOrEqual(10_000n);
  });
});
