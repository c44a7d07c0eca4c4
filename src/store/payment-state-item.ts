import * as z from 'zod/mini';
import type { Decision, Waiting } from '../domain/outcome.ts';
import type { PaymentStates } from '../domain/payment.ts';
import { closings, type Status } from '../domain/status.ts';
import { IntentItem } from './intent-item.ts';
import type { Item } from './item.ts';
import { LeaseItem } from './lease-item.ts';
import { Minor } from './minor.ts';
import { AuthorizedOutcome, CompletedOutcome, FailedOutcome, PendingOutcome } from './outcome-item.ts';

const Text = z.optional(z.string());
const Decided = { settled_by: z.string(), settled_at: Text };
const Approved = { ...Decided, authorized_at: Text, closing: z.optional(z.enum(closings)) };
const polls = z.optional(z.int());

const Processing = z.object({ lease: LeaseItem, fencing: z.optional(z.boolean()) });
const Pending = z.object({
  settled_by: z.string(),
  outcome: PendingOutcome,
  intent: IntentItem,
  due_at: z.string(),
  polls,
  fencing: z.optional(z.boolean()),
});
const Authorized = z.object({
  ...Approved,
  outcome: AuthorizedOutcome,
  lease: z.optional(LeaseItem),
  closing_minor: z.optional(Minor),
  due_at: Text,
  polls,
});
const Completed = z.object({ ...Approved, outcome: CompletedOutcome, closed_at: Text, due_at: Text, polls });
const Failed = z.object({ ...Decided, outcome: FailedOutcome });
const Cancelled = z.object({ ...Approved, outcome: AuthorizedOutcome, closed_at: z.string(), expired_at: Text });

type States = Readonly<{ [Name in Status]: (item: Item) => Readonly<{ status: Name }> & PaymentStates[Name] }>;

/** Reads what a payment's item must have in each state, or throws. States before may have left more in it. */
export const states: States = {
  processing: (item) => {
    const { lease, fencing = false } = Processing.parse(item);
    return { status: 'processing', lease, fencing };
  },
  pending: (item) => {
    const row = Pending.parse(item);
    const answer = { settledBy: row.settled_by, outcome: row.outcome.outcome, decision: undefined, intent: row.intent };
    return { status: 'pending', ...answer, dueAt: row.due_at, polls: row.polls ?? 0, fencing: row.fencing ?? false };
  },
  authorized: (item) => {
    const row = Authorized.parse(item);
    return {
      status: 'authorized',
      ...approvedOf(row),
      ...polledOf(row),
      lease: row.lease,
      closingMinor: row.closing_minor,
    };
  },
  completed: (item) => {
    const row = Completed.parse(item);
    const { capturedMinor } = row.outcome;
    return { status: 'completed', ...approvedOf(row), ...polledOf(row), closedAt: row.closed_at, capturedMinor };
  },
  failed: (item) => ({ status: 'failed', ...decidedOf(Failed.parse(item)) }),
  cancelled: (item) => {
    const row = Cancelled.parse(item);
    return { status: 'cancelled', ...approvedOf(row), closedAt: row.closed_at, expiredAt: row.expired_at };
  },
};

type DecidedRow<Made extends Decision> = z.output<z.ZodMiniObject<typeof Decided>> &
  Readonly<{ outcome: Readonly<{ outcome: Made | Waiting; decision: Made }> }>;
type ApprovedRow<Made extends Decision> = z.output<z.ZodMiniObject<typeof Approved>> & DecidedRow<Made>;

const decidedOf = <Made extends Decision>(row: DecidedRow<Made>) => ({
  settledBy: row.settled_by,
  outcome: row.outcome.outcome,
  decision: row.outcome.decision,
  settledAt: row.settled_at,
});

const approvedOf = <Made extends Decision>(row: ApprovedRow<Made>) => ({
  ...decidedOf(row),
  authorizedAt: row.authorized_at,
  closing: row.closing,
});

const polledOf = (row: Readonly<{ due_at?: string | undefined; polls?: number | undefined }>) => ({
  dueAt: row.due_at,
  polls: row.polls ?? 0,
});
