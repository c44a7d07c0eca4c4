import { type Dispute, newestDisputes } from '../domain/dispute.ts';
import { formatAmount } from '../domain/money.ts';
import type { Receipt } from './receipt.ts';
import { lengthOf, wrapped } from './wrapped-text.ts';

const methodNames = { card: 'Card', wallet: 'Wallet', upi: 'UPI', cash: 'Cash' } as const;

/** A moment as people read it: 21 November 2026, 07:30 UTC. */
function readableTime(instant: string): string {
  const format = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeStyle: 'short', timeZone: 'UTC' });
  return `${format.format(new Date(instant)).replace(' at ', ', ')} UTC`;
}

/** A receipt's lines about its payment: label and value. */
export function receiptDetails({ number, payment, reference, issuedAt }: Receipt): [label: string, value: string][] {
  const optional: [string, string | undefined][] = [
    ['Trip', payment.tripId],
    ['Order', payment.orderId],
    ['Rider', payment.riderId],
    ['Driver', payment.driverId],
  ];
  return [
    ['Receipt number', number],
    ['Date', readableTime(payment.createdAt)],
    ...optional.filter((line): line is [string, string] => line[1] !== undefined),
    ['Paid by', methodNames[payment.method]],
    ['Payment', payment.id],
    ['Reference', reference],
    ['Issued', readableTime(issuedAt)],
    ...newestDisputes(payment.disputes).map((dispute): [string, string] => ['Dispute', disputeLine(dispute)]),
  ];
}

/** Disputes change no sum of a receipt: those are what the service took and gave back. */
const disputeLine = ({ status, amount, openedAt }: Dispute): string =>
  `${formatAmount(amount)} ${amount.currency}, ${status}, since ${readableTime(openedAt)}`;

/** The sums of a receipt, from what was paid to what was kept. The last one is the total. */
export function receiptSums({ payment, paid, refunds, kept }: Receipt): [label: string, amount: string][] {
  const { currency } = payment.amount;
  const back = refunds.map(({ amount, at, reason }): [string, string] => [
    `Refund, ${readableTime(at)}${reason ? ` (${reason})` : ''}`,
    `-${amount} ${currency}`,
  ]);
  return [['Paid', `${paid} ${currency}`], ...back, ['Total', `${kept} ${currency}`]];
}

/** In characters: with an amount behind it, a line still fits 80 columns. */
const longestLabel = 56;
const lastOf = (lines: readonly string[]): string => lines.at(-1) ?? '';

export function receiptText(receipt: Receipt): string {
  const details = receiptDetails(receipt).map(([label, value]) => `${`${label}:`.padEnd(18)}${value}`);
  const sums = receiptSums(receipt).map(([label, amount]) => ({ label: wrapped(label, longestLabel), amount }));
  const width = Math.max(...sums.map(({ label, amount }) => lengthOf(lastOf(label)) + amount.length)) + 4;
  const lines = sums.map(({ label, amount }) => {
    const last = lastOf(label);
    return [...label.slice(0, -1), last + amount.padStart(width - lengthOf(last))].join('\n');
  });
  const total = lines.pop() ?? '';
  return ['RECEIPT', '', ...details, '', ...lines, '-'.repeat(width), total, ''].join('\n');
}
