import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { orderFingerprint } from '../../src/contracts/orders.ts';
import type { Currency } from '../../src/domain/currency.ts';
import { paymentIdOfOrder } from '../../src/domain/identity.ts';
import type { Payment } from '../../src/domain/payment.ts';
import { archivedRefundId, archivedRefundOf } from '../../src/store/archived-refund-item.ts';
import { paymentOf } from '../../src/store/payment-item.ts';
import { csvLine } from '../../tools/data/csv-line.ts';
import { csvRows, type ReadRow } from '../../tools/data/csv-rows.ts';
import { allColumns } from '../../tools/data/payment-columns.ts';
import { archivedItems, linksTo, paymentItem, paymentLinkedFromOrder } from '../../tools/data/payment-items.ts';
import { rowOf } from '../../tools/data/payment-row.ts';
import { readPaymentRow } from '../../tools/data/read-payment-row.ts';
import { casesOf } from '../support/cases.ts';
import { decidedPayments } from '../support/decided-payments.ts';
import { authorizedPayment, cancelledPayment, failedPayment, payment, processingPayment } from '../support/payments.ts';
import { seeded } from '../support/random.ts';

async function rowsOf(text: string): Promise<ReadRow[]> {
  const rows: ReadRow[] = [];
  for await (const row of csvRows(Readable.from([Buffer.from(text)]))) rows.push(row);
  return rows;
}

const lineOf = (row: Readonly<Record<string, string>>) => csvLine(allColumns.map((column) => row[column] ?? ''));
const header = allColumns.join(',');

/** The payment as the store has it: in its item, and in those of its oldest declined refunds. */
function stored(one: Payment): Payment {
  const own = paymentOf(paymentItem(one, 1));
  const moved = archivedItems(one).map((item) => archivedRefundOf(String(archivedRefundId(item.id)), item));
  return { ...own, refunds: { ...own.refunds, ...Object.fromEntries(moved.map((refund) => [refund.id, refund])) } };
}

const expiredAt = '2026-11-28T11:00:01.456Z';
const held = { status: 'authorized', reference: 'PAY-1' } as const;
const paidOrder = { status: 'failed', failureCode: 'order_already_paid', paidBy: 'p-1' } as const;
const captured = { outcome: held, decision: held, closedAt: '2026-11-22T11:00:01.456Z' };

const good = {
  payment_id: '7',
  trip_id: '',
  amount: '100.00',
  method: 'CARD',
  status: 'SUCCESS',
  reference: 'PAY-1',
  created_at: '2026-03-01T08:00:00.000Z',
};

describe('a payment written as a row', () => {
  // An integration test makes the round trip with 2,000 payments.
  const all = decidedPayments(casesOf({ all: 600, few: 100 }), seeded(8), { open: true });

  it('is read back as the same payment, whatever its state', async () => {
    const lines = all.map(({ payment: one, leadsFromOrder }) => lineOf(rowOf(one, leadsFromOrder)));
    const rows = await rowsOf([header, ...lines].join('\n'));
    const read = rows.flatMap((row) => ('wrong' in row ? [] : [row]));
    expect(read.map((row) => row.payment)).toEqual(all.map((one) => one.payment));
    // The item is the same as well, as the store reads it.
    expect(read.map((row) => stored(row.payment))).toEqual(all.map((one) => one.payment));
    expect(read.map((row) => lineOf(rowOf(row.payment, row.identity === 'order')))).toEqual(lines);
    expect(rows).toHaveLength(all.length);
  });

  it('fits into a row with the largest metadata and the most refunds', async () => {
    const metadata = Object.fromEntries(
      Array.from({ length: 50 }, (_, index) => [`name "${index}"`.padEnd(40, '"'), '\u0001'.repeat(500)]),
    );
    const refunds = Array.from({ length: 100 }, (_, index) => ({
      status: 'failed',
      id: `r-${index}`,
      reason: '"'.repeat(500),
    }));
    const row = { ...good, metadata: JSON.stringify(metadata), refunds: refundsCell(...refunds) };
    const { payment: largest } = readPaymentRow(row);
    const [read] = await rowsOf(`${header}\n${lineOf(rowOf(largest, false))}`);
    expect(read).toMatchObject({ payment: largest });
  });

  it('keeps fields that are longer than metadata may be', () => {
    const returnUrl = `https://shop.example.com/${'a'.repeat(2_000)}`;
    const one = payment({
      addedFields: { return_url: returnUrl },
      instructions: { returnUrl },
      settledBy: 'import',
    });
    expect(readPaymentRow(rowOf(one, false)).payment).toEqual(one);
  });

  it('keeps the time of its authorization and the hold on its order', () => {
    const authorized = authorizedPayment({
      captureLater: true,
      authorizedAt: '2026-11-21T11:00:01.456Z',
      settledAt: undefined,
      settledBy: 'import',
      orderId: 'o1',
      onePaymentPerOrder: true,
    });
    const back = readPaymentRow(rowOf(authorized, false));
    expect(back.payment).toEqual(authorized);
    const hold = { id: 'order#o1', payment_id: authorized.id, generation: 0 };
    expect(linksTo(back)).toEqual([{ column: 'order_id', hold: 'order', item: hold }]);
  });

  it('stays redacted', () => {
    const redacted = payment({ redactedAt: '2026-11-28T11:00:01.456Z', metadata: undefined, settledBy: 'import' });
    expect(readPaymentRow(rowOf(redacted, false)).payment).toEqual(redacted);
  });

  it('has no cell that a spreadsheet runs as a formula', () => {
    const cells = all.flatMap(({ payment: one, leadsFromOrder }) => {
      const line = lineOf(rowOf(one, leadsFromOrder));
      return line.split(',').map((cell) => cell.replace(/^"/, ''));
    });
    expect(cells.filter((cell) => /^[=+@\t\r]/.test(cell))).toEqual([]);
    expect(cells.filter((cell) => cell.startsWith('-') && !/^-\d+(\.\d+)?$/.test(cell))).toEqual([]);
  });

  it.each([
    ['authorization expired by itself', cancelledPayment({ expiredAt, closedAt: expiredAt })],
    [
      'authorization had expired when it was captured',
      cancelledPayment({ expiredAt, closedAt: expiredAt, closing: 'capture' }),
    ],
    ['capture was refused, and its authorization let go', cancelledPayment({ closing: 'capture' })],
    ['authorization was captured by somebody else', payment({ ...captured, closing: undefined })],
    [
      'authorization was captured by somebody else before it was cancelled',
      payment({ ...captured, closing: 'cancel' }),
    ],
    ['order was paid already', failedPayment({ orderId: 'o1', outcome: paidOrder, decision: paidOrder })],
    ['capture was known before its authorization', payment({ settledBy: 'import' })],
  ])('is the same payment again when its %s', (_what, made) => {
    const one = { ...made, captureLater: true, settledBy: 'import' };
    expect(readPaymentRow(rowOf(one, false)).payment).toEqual(one);
  });

  it.each([
    ['an impossible reference', payment({ outcome: { status: 'completed', reference: 'two words' } })],
    ['more refundable than paid', payment({ refundableMinor: 5_000n })],
    ['an unknown currency', payment({ amount: { minor: 5n, currency: 'GONE' as Currency } })],
    ['an outcome that contradicts its capture mode', payment({ outcome: { status: 'authorized', reference: 'P' } })],
    ['no decision yet', processingPayment()],
  ])('is refused if the row would not result in the same payment: %s', (_what, one) => {
    expect(() => rowOf(one, false)).toThrow();
  });
});

describe('a row with optional columns', () => {
  it.each<[string, Readonly<Record<string, string>>, object]>([
    ['a partial refund', { refunded_amount: '60.00' }, { refundedMinor: 6_000n, refundableMinor: 4_000n }],
    ['a full refund', { status: 'REFUNDED', refunded_amount: '100.00' }, { refundableMinor: 0n }],
    [
      'a partial capture',
      { capture: 'false', captured_amount: '60.00' },
      { capturedMinor: 6_000n, refundableMinor: 6_000n },
    ],
    ['an open authorization', { status: 'PENDING', captured_amount: '0.00' }, { status: 'authorized' }],
    [
      'a failure code',
      { status: 'FAILED', failure_code: 'expired_card' },
      { outcome: { failureCode: 'expired_card' } },
    ],
    ['a cancellation', { status: 'CANCELLED' }, { status: 'cancelled', closing: 'cancel', captureLater: true }],
    ['the customer and the rider', { customer_id: 'c-1', rider_id: '5' }, { customerId: 'c-1', riderId: '5' }],
    ['the order', { order_id: '5' }, { orderId: '5', fingerprint: orderFingerprint('5', usd(10_000n)) }],
  ])('contains %s', async (_what, but, expected) => {
    const [row] = await rowsOf(`${header}\n${lineOf({ ...good, ...but })}`);
    expect(row).toMatchObject({ payment: expected });
  });

  it.each<[string, Readonly<Record<string, string>>]>([
    ['refunded_amount', { refunded_amount: '100.01' }],
    ['refunded_amount', { refunded_amount: '-1.00' }],
    ['refunded_amount', { refunded_amount: '100.00' }],
    ['refunded_amount', { refunded_amount: '60.00', status: 'REFUNDED' }],
    ['refunded_amount', { refunded_amount: '1.00', status: 'FAILED' }],
    ['refunded_amount', { refunded_amount: '1.00', status: 'PENDING' }],
    ['refunded_amount', { refunded_amount: '1.00', status: 'CANCELLED' }],
    ['refunded_amount', { refunded_amount: '1.005' }],
    ['refunded_amount', { refunded_amount: '7.00', refunds: refundsCell({ amount: '8.00' }) }],
    ['refunds', { refunds: refundsCell({ amount: '100.01' }) }],
    ['refunds', { refunds: refundsCell({ amount: '0.00' }) }],
    ['refunds', { refunds: refundsCell({ status: 'paid' }) }],
    ['refunds', { refunds: refundsCell({ settled_at: undefined }) }],
    ['refunds', { refunds: refundsCell({ reason: 'card 4111 1111 1111 1111' }) }],
    ['refunds', { refunds: refundsCell({ surprise: 'x' }) }],
    ['refunds', { refunds: refundsCell({}, {}) }],
    ['refunds', { refunds: refundsCell({}), status: 'FAILED' }],
    ['refunds', { refunds: '[' }],
    ['captured_amount', { captured_amount: '60.00' }],
    ['captured_amount', { captured_amount: '100.01', capture: 'false' }],
    ['captured_amount', { captured_amount: '0.00', capture: 'false' }],
    ['refunded_amount', { captured_amount: '60.00', capture: 'false', refunded_amount: '60.01' }],
    ['refunds', { refunds: refundsCell({ status: 'reversed' }) }],
    ['captured_amount', { captured_amount: '100.00', status: 'PENDING' }],
    ['failure_code', { failure_code: 'expired_card' }],
    ['failure_code', { failure_code: 'bad_luck', status: 'FAILED' }],
    ['paid_by', { paid_by: '8', status: 'FAILED', failure_code: 'card_declined' }],
    ['amount', { status: 'FAILED', failure_code: 'amount_not_positive' }],
    ['amount', { status: 'FAILED', amount: '0.00' }],
    ['order_id', { order_id: 'a b' }],
    ['identity', { identity: 'order' }],
    ['identity', { identity: 'trip' }],
    ['identity', { identity: 'key', order_id: '5', payment_id: paymentIdOfOrder('5') }],
    ['capture', { capture: 'true', status: 'PENDING' }],
    ['capture', { capture: 'yes' }],
    ['closing', { closing: 'cancel' }],
    ['closing', { closing: 'none' }],
    ['closing', { closing: 'cancel', status: 'FAILED' }],
    ['closed_at', { closed_at: '2026-03-01T08:00:00Z' }],
    ['settled_at', { settled_at: 'yesterday' }],
    ['generation', { generation: '-1' }],
    ['idempotency_key', { idempotency_key: 'ä' }],
    ['fingerprint', { fingerprint: 'a b' }],
    ['metadata', { metadata: '{"a":1}' }],
    ['metadata', { metadata: '{"a":"4111 1111 1111 1111"}' }],
    ['metadata', { metadata: '[]' }],
    ['added_fields', { added_fields: '{"return_url":1}' }],
    ['added_fields', { added_fields: '{"return_url":"https://shop.example.com/4111111111111111"}' }],
    ['added_fields', { added_fields: '[]' }],
    ['currency', { currency: 'usd' }],
  ])('is refused by line and column if %s is invalid or contradicts the rest: %j', async (column, but) => {
    const [row] = await rowsOf(`${header}\n${lineOf({ ...good, ...but })}`);
    expect(row).toEqual({ wrong: expect.stringMatching(`^line 2, column ${column}: .`) });
  });

  it('keeps an apostrophe before a formula in a file that no export wrote', async () => {
    const [row] = await rowsOf(`${Object.keys(good)}\n${Object.values({ ...good, reference: "'=x" })}`);
    expect(row).toMatchObject({ payment: { outcome: { reference: "'=x" } } });
  });
});

describe('an order is protected from a second payment by', () => {
  it.each<[string, Readonly<Record<string, string>>, string | undefined]>([
    ['a payment that refers to it, by default', { order_id: '5' }, '7'],
    ['a payment that declares that it pays the order', { order_id: '5', identity: 'order' }, '7'],
    ['a cancelled payment', { order_id: '5', identity: 'order', status: 'CANCELLED' }, '7'],
    ['no payment that declares that it only refers to the order', { order_id: '5', identity: 'key' }, undefined],
    ['no failed payment', { order_id: '5', status: 'FAILED' }, undefined],
    [
      'the payment under the derived id itself, without a link',
      { order_id: '5', payment_id: paymentIdOfOrder('5') },
      undefined,
    ],
  ])('%s', (_what, but, holder) => {
    const links = linksTo(readPaymentRow({ ...good, ...but }));
    expect(links.map(({ item }) => paymentLinkedFromOrder(item))).toEqual(holder === undefined ? [] : [holder]);
    expect(links.map(({ item }) => item.id)).toEqual(holder === undefined ? [] : [paymentIdOfOrder('5')]);
  });
});

function usd(minor: bigint) {
  return { minor, currency: 'USD' as Currency };
}

/** The cell of one refund of 8.00 for each of these changes. */
function refundsCell(...changes: readonly Readonly<Record<string, unknown>>[]): string {
  const one = {
    id: 'r-1',
    status: 'completed',
    amount: '8.00',
    fingerprint: 'f',
    created_at: good.created_at,
    settled_at: good.created_at,
    refunded_after: '8.00',
    refundable_after: '92.00',
  };
  return JSON.stringify(changes.map((but) => ({ ...one, ...but })));
}
