import { type Dispute, type DisputeStatus, disputeStatuses, newestDisputes } from '../domain/dispute.ts';
import type { DisputePage } from '../domain/dispute-list.ts';
import type { Payment } from '../domain/payment.ts';
import { Refusal } from '../domain/refusal.ts';
import { cursorAt } from './cursor.ts';
import { amountNumber, idNumber } from './numbers.ts';

const presentDispute = (dispute: Dispute): object => ({
  dispute_id: dispute.id,
  status: dispute.status,
  amount: amountNumber(dispute.amount),
  currency: dispute.amount.currency,
  reason: dispute.reason ?? null,
  evidence_due_by: dispute.evidenceDueBy ?? null,
  opened_at: dispute.openedAt,
  closed_at: dispute.closedAt ?? null,
});

/** The disputes of a payment, the newest first. The payment has no such member without one. */
export function presentDisputes({ disputes }: Pick<Payment, 'disputes'>): object {
  const all = newestDisputes(disputes);
  return all.length === 0 ? {} : { disputes: all.map(presentDispute) };
}

/** A list of disputes as its query asks for it; where a cursor leads is not looked at yet. */
export type DisputeListRequest = Readonly<{
  status: DisputeStatus | undefined;
  limit: number;
  cursor: string | undefined;
}>;

const parameters = ['status', 'limit', 'cursor'] as const;
const largestLimit = 500;

/** Reads the query of a list; the first parameter that is wrong is refused by its name. */
export function readDisputeList(query: ReadonlyMap<string, readonly string[]>): DisputeListRequest {
  for (const [name, values] of query) {
    if (!parameters.some((known) => known === name)) throw invalid(name, `the parameters are ${parameters.join(', ')}`);
    if (values.length > 1) throw invalid(name, 'the parameter was sent more than once');
  }
  const text = (name: (typeof parameters)[number]) => query.get(name)?.[0];
  return { status: statusIn(text('status')), limit: limitIn(text('limit')), cursor: text('cursor') };
}

/** The name and filter of the list, which its cursors are sealed with. */
export const sealOfDisputes = ({ status }: Pick<DisputeListRequest, 'status'>): readonly unknown[] => [
  'disputes',
  status ?? null,
];

export const presentDisputeList = (page: DisputePage, request: DisputeListRequest, cursorKey: string): object => ({
  disputes: page.disputes.map(({ paymentId, dispute }) => ({
    payment_id: idNumber(paymentId),
    ...presentDispute(dispute),
  })),
  count: page.disputes.length,
  limit: request.limit,
  has_more: page.next !== undefined,
  next_cursor: page.next === undefined ? null : cursorAt(page.next, sealOfDisputes(request), cursorKey),
});

function statusIn(text: string | undefined): DisputeStatus | undefined {
  const known = disputeStatuses.find((status) => status === text);
  if (text === undefined || known !== undefined) return known;
  throw invalid('status', `status is one of ${disputeStatuses.join(', ')}`);
}

function limitIn(text = '100'): number {
  if (/^[1-9]\d{0,2}$/.test(text) && Number(text) <= largestLimit) return Number(text);
  throw invalid('limit', `limit is a whole number from 1 to ${largestLimit}`);
}

const invalid = (parameter: string, detail: string) => new Refusal('query_invalid', detail, { field: parameter });
