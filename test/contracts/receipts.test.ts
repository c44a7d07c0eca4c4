import { describe, expect, it } from 'vitest';
import { presentReceipt, receiptOf } from '../../src/contracts/receipt.ts';
import { receiptDetails, receiptSums, receiptText } from '../../src/contracts/receipt-lines.ts';
import { receiptPage } from '../../src/contracts/receipt-page.ts';
import { wrapped } from '../../src/contracts/wrapped-text.ts';
import type { CompletedPayment, Payment } from '../../src/domain/payment.ts';
import type { CompletedRefund, Refund } from '../../src/domain/refund-states.ts';
import { statuses } from '../../src/domain/status.ts';
import { payment, paymentIn } from '../support/payments.ts';
import { refusal } from '../support/refusals.ts';
import { failedRefund, refund as settledRefund } from '../support/stream.ts';

const refund = (id: string, but: Partial<CompletedRefund>) => settledRefund({ id, ...but });
const refundsOf = (...all: readonly Refund[]) => ({ refunds: Object.fromEntries(all.map((one) => [one.id, one])) });
const [noon, one] = ['2026-11-21T12:00:00.000Z', '2026-11-21T13:00:00.000Z'];
const ids = { id: '7', tripId: '1', orderId: 'o1', riderId: 'r1', driverId: 'd1' };
const partly = payment({
  ...ids,
  ...refundsOf(
    refund('b', { settledAt: one, amountMinor: 300n, reason: 'late' }),
    refund('a', { settledAt: noon, amountMinor: 200n }),
    failedRefund({ id: 'c', settledAt: one }),
  ),
  refundedMinor: 500n,
});
const whole = payment({ ...refundsOf(refund('a', { settledAt: noon, amountMinor: 1_099n })), refundedMinor: 1_099n });
const wholePart = payment({
  ...refundsOf(refund('a', { settledAt: noon, amountMinor: 600n })),
  capturedMinor: 600n,
  refundedMinor: 600n,
});
const json = (of: Payment) => JSON.parse(JSON.stringify(presentReceipt(receiptOf(of))));

describe('a receipt', () => {
  it.each(statuses.filter((status) => status !== 'completed'))('is refused for a payment that is %s', (status) => {
    expect(() => receiptOf(paymentIn[status]())).toThrow(refusal('receipt_not_available'));
    expect(() => receiptOf(paymentIn[status]())).toThrow(`a payment that is ${status} has no receipt`);
  });

  it('lists the refunds that completed, the oldest first, and of one moment by their ids', () => {
    expect(receiptOf(partly).refunds.map(({ id, amount }) => [id, amount])).toEqual([
      ['a', '2.00'],
      ['b', '3.00'],
    ]);
    const three = refundsOf(
      ...[one, '2026-11-21T12:30:00.000Z', noon].map((settledAt) => refund(settledAt, { settledAt })),
    );
    expect(receiptOf(payment(three)).refunds.map(({ at }) => at.slice(11, 16))).toEqual(['12:00', '12:30', '13:00']);
    const same = refundsOf(refund('z', { settledAt: noon }), refund('x', { settledAt: noon }));
    expect(receiptOf(payment(same)).refunds.map(({ id }) => id)).toEqual(['x', 'z']);
  });

  it('says what was paid, what went back and what was kept', () => {
    expect(receiptOf(partly)).toMatchObject({ paid: '10.99', refunded: '5.00', kept: '5.99' });
    expect(json(partly)).toMatchObject({ amount: 10.99, refunded_amount: 5, net_amount: 5.99, status: 'SUCCESS' });
    expect(json(whole)).toMatchObject({ refunded_amount: 10.99, net_amount: 0, status: 'REFUNDED' });
  });

  it.each<[string, Partial<CompletedPayment>, string]>([
    ['the last refund', { ...refundsOf(refund('a', { settledAt: one })), closedAt: noon }, one],
    ['the capture', { closedAt: noon }, noon],
    ['the charge', {}, '2026-11-21T11:00:01.456Z'],
    ['the creation, if nothing else is known', { settledAt: undefined }, '2026-11-21T11:00:00.123Z'],
  ])('is issued at the time of %s', (_what, but, at) => {
    expect(receiptOf(payment(but)).issuedAt).toBe(at);
  });

  it.each([
    ['PAY-1', 'RCP-1'],
    ['X-PAY-1', 'RCP-X-PAY-1'],
  ])('for the reference %s is number %s', (reference, number) => {
    expect(receiptOf(payment({ outcome: { status: 'completed', reference } })).number).toBe(number);
  });

  it('shows ids as other answers do, and when an authorization was captured', () => {
    expect(json(partly)).toMatchObject({
      payment_id: 7,
      trip_id: 1,
      order_id: 'o1',
      method: 'CARD',
      reference: 'PAY-1',
    });
    expect(json(payment())).toMatchObject({ trip_id: null, order_id: null, refunds: [] });
    expect(json(payment())).not.toHaveProperty('captured_at');
    const captured = payment({ outcome: { status: 'authorized', reference: 'PAY-1' }, closedAt: noon });
    expect(json(captured)).toMatchObject({ captured_at: noon });
  });

  it('shows each refund with its reason, or null', () => {
    expect(json(partly).refunds).toEqual([
      { refund_id: 'a', amount: 2, reason: null, refunded_at: noon },
      { refund_id: 'b', amount: 3, reason: 'late', refunded_at: one },
    ]);
  });
});

describe('the lines of a receipt', () => {
  it('name the payment, with the ids that it has', () => {
    expect(receiptDetails(receiptOf(partly))).toEqual([
      ['Receipt number', 'RCP-1'],
      ['Date', '21 November 2026, 11:00 UTC'],
      ['Trip', '1'],
      ['Order', 'o1'],
      ['Rider', 'r1'],
      ['Driver', 'd1'],
      ['Paid by', 'Card'],
      ['Payment', '7'],
      ['Reference', 'PAY-1'],
      ['Issued', '21 November 2026, 13:00 UTC'],
    ]);
    expect(receiptDetails(receiptOf(payment())).map(([label]) => label)).toHaveLength(6);
  });

  it.each([
    ['card', 'Card'],
    ['wallet', 'Wallet'],
    ['upi', 'UPI'],
    ['cash', 'Cash'],
  ] as const)('say %s as %s', (method, shown) => {
    expect(receiptDetails(receiptOf(payment({ method })))).toContainEqual(['Paid by', shown]);
  });

  it('add up from what was paid to the total', () => {
    expect(receiptSums(receiptOf(partly))).toEqual([
      ['Paid', '10.99 USD'],
      ['Refund, 21 November 2026, 12:00 UTC', '-2.00 USD'],
      ['Refund, 21 November 2026, 13:00 UTC (late)', '-3.00 USD'],
      ['Total', '5.99 USD'],
    ]);
  });

  it('as text align their amounts, over a rule and the total', () => {
    const text = receiptText(receiptOf(partly));
    expect(text.startsWith('RECEIPT\n\nReceipt number:   RCP-1\nDate:             21 November')).toBe(true);
    expect(text).toContain(' UTC\n\nPaid');
    const rows = text.split('\n').slice(13);
    const width = rows[0]?.length ?? 0;
    expect(rows).toEqual([
      `Paid${'10.99 USD'.padStart(width - 4)}`,
      `Refund, 21 November 2026, 12:00 UTC${'-2.00 USD'.padStart(width - 35)}`,
      'Refund, 21 November 2026, 13:00 UTC (late)    -3.00 USD',
      '-'.repeat(width),
      `Total${'5.99 USD'.padStart(width - 5)}`,
      '',
    ]);
  });
});

describe('the page of a receipt', () => {
  it.each<[Payment, string, string]>([
    [payment(), '<span class="badge">Paid</span>', 'paid in full'],
    [partly, '<span class="badge refunded">Partly refunded</span>', 'after refunds of 5.00 USD'],
    [whole, '<span class="badge refunded">Refunded</span>', 'after refunds of 10.99 USD'],
    // Less was captured than the amount, and all of it went back.
    [wholePart, '<span class="badge refunded">Refunded</span>', 'after refunds of 6.00 USD'],
  ])('says in a badge and a note what became of the money: %#', (of, badge, note) => {
    const page = receiptPage(receiptOf(of));
    expect(page).toContain(badge);
    expect(page).toContain(`<p class="note">${note}</p>`);
  });

  it('shows the total, and one row for each line', () => {
    const page = receiptPage(receiptOf(partly));
    expect(page).toContain('<p class="total">5.99 USD</p>');
    const row = '<tr><th scope="row">Trip</th><td>1</td></tr><tr><th scope="row">Order</th><td>o1</td></tr>';
    expect(page).toContain(row);
    expect(page).toContain('<th scope="row">Total</th><td>5.99 USD</td></tr></table>');
  });

  it('shows text as text', () => {
    const page = receiptPage(receiptOf(payment({ tripId: `<&>"'` })));
    expect(page).toContain('<td>&lt;&amp;&gt;&quot;&#39;</td>');
  });
});

describe('text is wrapped between words', () => {
  it.each<[string, string, readonly string[]]>([
    ['what fits stays', 'aaaa bbbbb', ['aaaa bbbbb']],
    ['what does not goes to the next line', 'aaaa bbbbbb', ['aaaa', '  bbbbbb']],
    ['a long word is broken where the line ends', 'abcdefghijkl', ['abcdefgh', '  ijkl']],
    ['nothing is one empty line', '', ['']],
  ])('%s', (_what, text, lines) => {
    expect(wrapped(text, 10)).toEqual(lines);
  });
});
