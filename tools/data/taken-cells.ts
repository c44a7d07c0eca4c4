import * as z from 'zod/mini';
import { readMoment } from '../../src/contracts/moment.ts';
import type { Dispute, Disputes } from '../../src/domain/dispute.ts';
import { formatAmount, type Money, readMoney } from '../../src/domain/money.ts';

/** Parts of the `processing` cell about captured money: the processor's fee and its disputes. */
export const Instant = z.string().check(z.refine((text) => readMoment(text) !== undefined));

const Amount = z.pipe(
  z
    .strictObject({ amount: z.string(), currency: z.string() })
    .check(z.refine((cell) => moneyIn(cell) !== undefined, 'it is not an amount')),
  z.transform((cell) => moneyIn(cell) ?? zero),
);

const Common = {
  amount: Amount,
  reason: z.optional(z.string()),
  evidence_due_by: z.optional(Instant),
  opened_at: Instant,
  escalated: z.optional(z.literal(true)),
};

const DisputeCell = z.discriminatedUnion('status', [
  z.strictObject({ ...Common, status: z.enum(['inquiry', 'open']) }),
  z.strictObject({ ...Common, status: z.enum(['won', 'lost']), closed_at: Instant }),
]);

export const FeeCell = Amount;
export const DisputesCell = z.record(z.string().check(z.regex(/^[\x21-\x7e]{1,255}$/)), DisputeCell);

export const writeMoney = (money: Money) => ({ amount: formatAmount(money), currency: money.currency });

/** Undefined for a payment without disputes. */
export function writeDisputes(disputes: Disputes): object | undefined {
  const entries = Object.values(disputes).toSorted(({ id }, other) => (id < other.id ? -1 : 1));
  if (entries.length === 0) return undefined;
  return Object.fromEntries(
    entries.map((dispute) => [
      dispute.id,
      {
        status: dispute.status,
        amount: writeMoney(dispute.amount),
        reason: dispute.reason,
        evidence_due_by: dispute.evidenceDueBy,
        opened_at: dispute.openedAt,
        closed_at: dispute.closedAt,
        escalated: dispute.escalated || undefined,
      },
    ]),
  );
}

export const readDisputes = (cells: z.output<typeof DisputesCell> = {}): Disputes =>
  Object.fromEntries(Object.entries(cells).map(([id, cell]) => [id, disputeIn(id, cell)]));

function disputeIn(id: string, cell: z.output<typeof DisputeCell>): Dispute {
  const common = {
    id,
    amount: cell.amount,
    reason: cell.reason,
    evidenceDueBy: cell.evidence_due_by,
    openedAt: cell.opened_at,
    escalated: cell.escalated === true,
  };
  return 'closed_at' in cell
    ? { ...common, status: cell.status, closedAt: cell.closed_at }
    : { ...common, status: cell.status };
}

const zero = readMoney('0');

function moneyIn({ amount, currency }: Readonly<{ amount: string; currency: string }>): Money | undefined {
  try {
    return readMoney(amount, currency);
  } catch {
    return undefined;
  }
}
