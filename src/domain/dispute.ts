import type { Money } from './money.ts';

/** Every status that a dispute can have. All lists of them derive from this one. */
export const disputeStatuses = ['inquiry', 'open', 'won', 'lost'] as const;
export type DisputeStatus = (typeof disputeStatuses)[number];

type CommonFields = Readonly<{
  /** The processor's. */
  id: string;
  /** It may be less than the payment, or in the currency of the customer's bank. */
  amount: Money;
  /** The processor's code of what the customer claims. */
  reason: string | undefined;
  /** Until when evidence is taken; undefined if none is. */
  evidenceDueBy: string | undefined;
  openedAt: string;
  /** It went beyond an inquiry: the processor took the amount back. */
  escalated: boolean;
}>;

/** A customer's complaint about a payment at their bank, beside the payment's status: what was told of that stays true. */
export type Dispute = CommonFields &
  (
    | Readonly<{ status: 'inquiry' | 'open'; closedAt?: undefined }>
    | Readonly<{ status: 'won' | 'lost'; closedAt: string }>
  );

/** A dispute as its processor has it now. Not every processor says when it was closed. */
export type ObservedDispute = CommonFields & Readonly<{ status: DisputeStatus; closedAt: string | undefined }>;

export type Disputes = Readonly<Record<string, Dispute>>;

/** A payment has a few at most; an entry has up to 0.5 KB, and an item 400 KB: see `mostPartialRefunds`. */
export const mostDisputes = 50;

/** Whether it is closed, so that nobody has to look at it again. */
export const isClosed = ({ status }: Pick<Dispute, 'status'>): boolean => rank[status] === rank.won;

/** A dispute only ever moves on: a read that shows an earlier state is older than what is known. */
const rank = { inquiry: 0, open: 1, won: 2, lost: 2 } as const satisfies Readonly<Record<DisputeStatus, number>>;

/**
 * The disputes of a payment after a look at its processor; undefined if nothing is new. None is ever taken away, and none
 * goes back. Between won and lost the processor may change its mind: Mollie reverses chargebacks.
 */
export function disputesAfter(known: Disputes, observed: readonly ObservedDispute[], at: string): Disputes | undefined {
  const news = observed.flatMap((one) => {
    const before = known[one.id];
    if (before !== undefined && rank[one.status] < rank[before.status]) return [];
    const after = disputeOf(one, before, at);
    return before !== undefined && isSame(before, after) ? [] : [[after.id, after] as const];
  });
  return news.length === 0 ? undefined : { ...known, ...Object.fromEntries(news) };
}

/** Closed by the processor's clock, or when that was first seen. */
function disputeOf({ status, closedAt, ...one }: ObservedDispute, before: Dispute | undefined, at: string): Dispute {
  const escalated = one.escalated || before?.escalated === true;
  if (status === 'inquiry' || status === 'open') return { ...one, escalated, status };
  const seenBefore = before?.status === status ? before.closedAt : undefined;
  return { ...one, escalated, status, closedAt: closedAt ?? seenBefore ?? at };
}

const isSame = (one: Dispute, other: Dispute): boolean =>
  one.status === other.status &&
  one.amount.minor === other.amount.minor &&
  one.amount.currency === other.amount.currency &&
  one.reason === other.reason &&
  one.evidenceDueBy === other.evidenceDueBy &&
  one.escalated === other.escalated;

/**
 * Whether a payment may be refunded in spite of a dispute. An inquiry has taken no money, and a refund is how it is settled
 * amicably. A lost one has given the money back already.
 */
const allowsRefunds = {
  inquiry: true,
  open: false,
  won: true,
  lost: false,
} as const satisfies Readonly<Record<DisputeStatus, boolean>>;

/** The dispute that forbids refunds of a payment, if one does. */
export const blockingDispute = (disputes: Disputes): Dispute | undefined =>
  Object.values(disputes).find(({ status }) => !allowsRefunds[status]);

/** The newest first. */
export const newestDisputes = (disputes: Disputes): readonly Dispute[] =>
  Object.values(disputes).toSorted((one, other) => (one.openedAt + one.id < other.openedAt + other.id ? 1 : -1));
