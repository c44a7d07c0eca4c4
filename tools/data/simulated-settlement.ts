import { type DynamoDBClient, paginateScan } from '@aws-sdk/client-dynamodb';
import type { Dispute } from '../../src/domain/dispute.ts';
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

type SettlementOptions = Readonly<{
  today: string;
  payOutToday: boolean;
  /** The row that an earlier report had under an id, if it was reconciled. */
  reported?: (id: string) => Promise<SettlementRow | undefined>;
}>;

/**
 * The settlement report of the simulated processor: it keeps no books, so they are derived from the payments that it charged, and
 * not from the ledger. Each day is paid out by currency. A day that is not over is paid out only if `payOutToday`; what comes
 * afterwards is another payout, because a payout that was reported stays as it is.
 */
export async function simulatedSettlement(
  payments: AsyncIterable<Payment> | Iterable<Payment>,
  { today, payOutToday, reported = async () => undefined }: SettlementOptions,
): Promise<SettlementRow[]> {
  const rows: SettlementRow[] = [];
  for await (const payment of payments) rows.push(...rowsOf(payment));
  const groups = Map.groupBy(rows.toSorted(byTime), ({ at, settled }) => `po_${dayOf(at)}_${settled.currency}`);
  const report: SettlementRow[] = [];
  for (const [id, group] of groups) {
    const payouts = await reportedPayouts(id, reported);
    const isPaidOut = payOutToday || group.every(({ at }) => dayOf(at) < today);
    if (isPaidOut) payouts.push(...rest(id, group, payouts));
    const own = isPaidOut ? payouts.at(-1)?.id : undefined;
    for (const row of group) {
      const known = payouts[0]?.id === own ? undefined : await reported(row.id);
      report.push({ ...row, payoutId: known?.payoutId ?? own });
    }
    report.push(...payouts);
  }
  return report.sort(byTime);
}

const byTime = (one: SettlementRow, other: SettlementRow): number =>
  `${one.at}${one.id}` < `${other.at}${other.id}` ? -1 : 1;

const nthId = (id: string, nth: number): string => (nth === 0 ? id : `${id}_${nth + 1}`);

async function reportedPayouts(
  id: string,
  reported: NonNullable<SettlementOptions['reported']>,
): Promise<SettlementRow[]> {
  const payouts: SettlementRow[] = [];
  for (;;) {
    const payout = await reported(nthId(id, payouts.length));
    if (payout === undefined) return payouts;
    payouts.push(payout);
  }
}

const netOf = ({ settled, feeMinor }: SettlementRow): bigint => settled.minor - feeMinor;
const sumOf = (rows: readonly SettlementRow[]): bigint => rows.reduce((sum, row) => sum + netOf(row), 0n);

/** The payout of what was not paid out before. */
function rest(id: string, rows: readonly SettlementRow[], payouts: readonly SettlementRow[]): SettlementRow[] {
  const [first] = rows;
  const net = sumOf(rows) + sumOf(payouts);
  if (first === undefined || net === 0n) return [];
  const amount = { minor: -net, currency: first.settled.currency };
  const own = nthId(id, payouts.length);
  const at = `${dayOf(first.at)}T23:59:59.999Z`;
  const named = { reference: undefined, refundId: undefined, payoutId: own };
  return [{ id: own, kind: 'payout', amount, settled: amount, feeMinor: 0n, at, ...named }];
}

function rowsOf(payment: Payment): SettlementRow[] {
  const { status, decision, settledAt, closedAt, amount } = payment;
  const isCharged = status === 'completed' && (payment.intent?.processor ?? 'simulated') === 'simulated';
  if (!isCharged) return [];
  const { currency } = amount;
  const captured = { minor: capturedMinorOf(payment), currency };
  const row = rowBy(decision.reference);
  const disputes = Object.values(payment.disputes).flatMap((dispute) => disputeRows(dispute, row));
  if (payment.settledBy === importer) {
    // Charged elsewhere, as were its imported refunds.
    const here = Object.values(payment.refunds).filter((one) => !isImported(one));
    return [...here.flatMap((refund) => refundRows(refund, currency, row)), ...disputes];
  }
  return [
    row('charge', captured, { name: payment.id, at: closedAt ?? settledAt, fee: feeOf(captured.minor) }),
    ...Object.values(payment.refunds).flatMap((refund) => refundRows(refund, currency, row)),
    ...disputes,
  ];
}

/** An inquiry takes no money. A dispute takes its amount when it is opened, and gives it back when it is won. */
function disputeRows({ id, escalated, status, amount, openedAt, closedAt }: Dispute, row: NewRow): SettlementRow[] {
  if (!escalated) return [];
  const taken = row('dispute', { ...amount, minor: -amount.minor }, { name: id, at: openedAt });
  return status === 'won' ? [taken, row('dispute_reversal', amount, { name: id, at: closedAt })] : [taken];
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
