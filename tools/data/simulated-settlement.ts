import { type DynamoDBClient, paginateScan } from '@aws-sdk/client-dynamodb';
import { fingerprintOf } from '../../src/domain/identity.ts';
import type { Money } from '../../src/domain/money.ts';
import { capturedMinorOf, importer, type Payment } from '../../src/domain/payment.ts';
import { dayOf } from '../../src/domain/recorded-event.ts';
import type { Refund } from '../../src/domain/refund-states.ts';
import type { SettlementKind, SettlementRow } from '../../src/domain/settlement.ts';
import { type Item, unmarshalled } from '../../src/store/item.ts';
import { paymentOf } from '../../src/store/payment-item.ts';

/** The simulated processor withholds 2.9 % of each charge, at least one minor unit. */
const feeOf = (minor: bigint): bigint => (minor * 29n + 999n) / 1_000n;

/**
 * The settlement report of the simulated processor: it keeps no books, so they are derived from the payments that it charged, and
 * not from the ledger. Each day is paid out by currency. A day that is not over is paid out only if `payOutToday`.
 */
export async function simulatedSettlement(
  payments: AsyncIterable<Payment> | Iterable<Payment>,
  { today, payOutToday }: Readonly<{ today: string; payOutToday: boolean }>,
): Promise<SettlementRow[]> {
  const rows: SettlementRow[] = [];
  for await (const payment of payments) rows.push(...rowsOf(payment));
  const isPaidOut = ({ at }: SettlementRow) => payOutToday || dayOf(at) < today;
  const payouts = Map.groupBy(rows.filter(isPaidOut), ({ at, settled }) => `${dayOf(at)}_${settled.currency}`);
  const paidOut = rows.map((row) => (isPaidOut(row) ? { ...row, payoutId: payoutId(row) } : row));
  const sorted = [...paidOut, ...[...payouts.values()].flatMap(payoutOf)];
  return sorted.sort((one, other) => (`${one.at}${one.id}` < `${other.at}${other.id}` ? -1 : 1));
}

const payoutId = ({ at, settled }: SettlementRow): string => `po_${dayOf(at)}_${settled.currency}`;

function payoutOf(rows: readonly SettlementRow[]): SettlementRow[] {
  const [first] = rows;
  const net = rows.reduce((sum, { settled, feeMinor }) => sum + settled.minor - feeMinor, 0n);
  if (first === undefined || net === 0n) return [];
  const amount = { minor: -net, currency: first.settled.currency };
  const at = `${dayOf(first.at)}T23:59:59.999Z`;
  const id = payoutId(first);
  return [
    {
      id,
      kind: 'payout',
      reference: undefined,
      refundId: undefined,
      amount,
      settled: amount,
      feeMinor: 0n,
      at,
      payoutId: id,
    },
  ];
}

function rowsOf(payment: Payment): SettlementRow[] {
  const { status, decision, settledAt, closedAt, amount } = payment;
  const isCharged = status === 'completed' && (payment.intent?.processor ?? 'simulated') === 'simulated';
  if (!isCharged) return [];
  const { currency } = amount;
  const captured = { minor: capturedMinorOf(payment), currency };
  const row = rowBy(decision.reference);
  if (payment.settledBy === importer) {
    // Charged elsewhere, as were its imported refunds.
    return Object.values(payment.refunds).flatMap((one) => (isImported(one) ? [] : refundRows(one, currency, row)));
  }
  return [
    row('charge', captured, { name: payment.id, at: closedAt ?? settledAt, fee: feeOf(captured.minor) }),
    ...Object.values(payment.refunds).flatMap((refund) => refundRows(refund, currency, row)),
  ];
}

const isImported = (refund: Refund): boolean => refund.status !== 'processing' && refund.settledBy === importer;

type NewRow = ReturnType<typeof rowBy>;

function refundRows(refund: Refund, currency: Money['currency'], row: NewRow): SettlementRow[] {
  const { id, status, amountMinor, settledAt, reversedAt } = refund;
  if (status !== 'completed' && status !== 'reversed') return [];
  const of = { name: id, refundId: id };
  return [
    row('refund', { minor: -amountMinor, currency }, { ...of, at: settledAt }),
    ...(reversedAt === undefined
      ? []
      : [row('refund_reversal', { minor: amountMinor, currency }, { ...of, at: reversedAt })]),
  ];
}

const rowBy =
  (reference: string) =>
  (
    kind: SettlementKind,
    amount: Money,
    {
      name,
      at,
      refundId,
      fee = 0n,
    }: Readonly<{ name: string; at: string | undefined; refundId?: string; fee?: bigint }>,
  ): SettlementRow => ({
    // A processor's ids say nothing of ours.
    id: `txn_${fingerprintOf('settlement', kind, name).slice(0, 20)}`,
    kind,
    reference,
    refundId,
    amount,
    settled: amount,
    feeMinor: fee,
    at: new Date(at ?? 0).toISOString(),
    payoutId: undefined,
  });

/** Every payment of a table. Holds, archived refunds and key uses have a `#` in their ids, and links to imported payments a target. */
export async function* storedPayments(client: DynamoDBClient, TableName: string): AsyncGenerator<Payment, void> {
  for await (const { Items = [] } of paginateScan({ client }, { TableName, ConsistentRead: true })) {
    for (const item of Items.map(unmarshalled)) if (isPayment(item)) yield paymentOf(item);
  }
}

const isPayment = ({ id, payment_id }: Item): boolean => payment_id === undefined && !String(id).includes('#');
