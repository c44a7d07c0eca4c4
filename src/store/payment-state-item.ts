import * as z from 'zod/mini';
import type { Decision, Waiting } from '../domain/outcome.ts';
import type { PaymentStates } from '../domain/payment.ts';
import { closings, type Status } from '../domain/status.ts';
import { OptionalFlag, OptionalText, OptionalWhole, Text } from './attributes.ts';
import { IntentItem } from './intent-item.ts';
import type { Item } from './item.ts';
import { LeaseItem } from './lease-item.ts';
import { OptionalMinor } from './minor.ts';
import { AuthorizedOutcome, CompletedOutcome, FailedOutcome, PendingOutcome } from './outcome-item.ts';

const Decided = { settled_by: Text, settled_at: OptionalText };
const Approved = { ...Decided, authorized_at: OptionalText, closing: z.optional(z.enum(closings)) };

// Lazy, because an invocation reads payments of one or two states (docs/decisions/0464).
const Processing = z.lazy(() => z.object({ lease: LeaseItem, fencing: OptionalFlag }));
const Pending = z.lazy(() =>
  z.object({
    settled_by: Text,
    outcome: PendingOutcome,
    intent: IntentItem,
    pending_since: OptionalText,
    due_at: Text,
    polls: OptionalWhole,
    fencing: OptionalFlag,
  }),
);
const Authorized = z.lazy(() =>
  z.object({
    ...Approved,
    outcome: AuthorizedOutcome,
    lease: z.optional(LeaseItem),
    closing_minor: OptionalMinor,
    due_at: OptionalText,
    polls: OptionalWhole,
  }),
);
const Completed = z.lazy(() =>
  z.object({
    ...Approved,
    outcome: CompletedOutcome,
    closed_at: OptionalText,
    due_at: OptionalText,
    polls: OptionalWhole,
  }),
);
const Failed = z.lazy(() => z.object({ ...Decided, outcome: FailedOutcome }));
const Cancelled = z.lazy(() =>
  z.object({ ...Approved, outcome: AuthorizedOutcome, closed_at: Text, expired_at: OptionalText }),
);

type States = Readonly<{ [Name in Status]: (item: Item) => Readonly<{ status: Name }> & PaymentStates[Name] }>;

/** Reads what a payment's item must have in each state, or throws. States before may have left more in it. */
export const states: States = {
  processing: (item) => {
    const { lease, fencing = false } = Processing.parse(item);
    return { status: 'processing', lease, fencing };
  },
  pending: (item) => {
    const row = Pending.parse(item);
    return {
      status: 'pending',
      settledBy: row.settled_by,
      outcome: row.outcome.outcome,
      decision: undefined,
      intent: row.intent,
      pendingSince: row.pending_since,
      dueAt: row.due_at,
      polls: row.polls ?? 0,
      fencing: row.fencing ?? false,
    };
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
    const { capturedMinor, fee } = row.outcome;
    return { status: 'completed', ...approvedOf(row), ...polledOf(row), closedAt: row.closed_at, capturedMinor, fee };
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
