import type { DisputeStatus } from '../../src/domain/dispute.ts';
import type { Outcome } from '../../src/domain/outcome.ts';
import type { Method } from '../../src/domain/payment-fields.ts';
import type { Closing, RefundStatus, Status } from '../../src/domain/status.ts';
import type { SimulatedItem } from './operands.ts';

export type LeaseRow = Readonly<{ owner: string; until: number }>;

/** A refund as it stands in the item. */
export type RefundRow = Readonly<{
  status: RefundStatus;
  answered_as?: 'pending';
  amount_minor: number;
  settled_at?: string;
  settled_by?: string;
  reversed_at?: string;
  reference?: string;
  external_reference?: string;
  lease?: LeaseRow;
  refunded_after?: number;
  refundable_after?: number;
}>;

/** A dispute as it stands in the item. */
export type StoredDispute = Readonly<{
  status: DisputeStatus;
  amount_minor: number;
  escalated?: boolean;
  opened_at?: string;
  closed_at?: string;
}>;

type DecisionRow = Readonly<{
  status: Outcome['status'];
  failure_code?: string;
  paid_by?: string;
  reference?: string;
  captured_minor?: number;
  fee?: Readonly<{ minor: number; currency: string }>;
}>;

/** A payment's item as the checks read it: not by the product's own reader, whose mistakes they would share. */
export type StoredRow = Readonly<{
  id: string;
  status: Status;
  amount_minor: number;
  currency: string;
  method: Method;
  fingerprint: string;
  generation: number;
  created_at: string;
  trip_id?: string;
  order_id?: string;
  one_payment_per_order?: boolean;
  capture_later?: boolean;
  keyless?: boolean;
  closing?: Closing;
  closing_minor?: number;
  lease?: LeaseRow;
  fencing?: boolean;
  intent?: Readonly<{ id: string }>;
  outcome?: DecisionRow & Readonly<{ decision?: DecisionRow }>;
  authorized_at?: string;
  settled_at?: string;
  closed_at?: string;
  refunded_minor: number;
  refundable_minor: number;
  refunds: Readonly<Record<string, RefundRow>>;
  refund_fence?: number;
  disputes?: Readonly<Record<string, StoredDispute>>;
}>;

/** The status that a look-up must give for a payment or refund in each status. */
export const standings = {
  processing: 'in_progress',
  pending: 'in_progress',
  authorized: 'succeeded',
  completed: 'succeeded',
  failed: 'failed',
  cancelled: 'cancelled',
  reversed: 'failed',
} as const satisfies Readonly<Record<Status | RefundStatus, string>>;

/** The processor's decision: the outcome, or the later decision of a pending payment. */
export const decisionIn = ({ outcome }: StoredRow): DecisionRow | undefined =>
  outcome?.status === 'pending' ? outcome.decision : outcome;

export const rowOf = (item: SimulatedItem | undefined): StoredRow | undefined => item as StoredRow | undefined;

export const isHold = (id: string): boolean => /^(trip|order)#/.test(id);

/** The ids of all holds that a payment must have. */
export const holdsOf = ({
  trip_id: trip,
  order_id: order,
  one_payment_per_order: isGuarded,
}: StoredRow): readonly string[] => [
  ...(trip === undefined ? [] : [`trip#${trip}`]),
  ...(order === undefined || !isGuarded ? [] : [`order#${order}`]),
];

/** Trip holds, archived refunds and key uses are items of the table, but no payments. */
export const isPayment = (id: string): boolean => !id.includes('#');

/** Sum of some of a payment's refunds. */
export const refundsIn = ({ refunds }: StoredRow, statuses: readonly RefundRow['status'][]): number =>
  Object.values(refunds)
    .filter(({ status }) => statuses.includes(status))
    .reduce((sum, { amount_minor }) => sum + amount_minor, 0);
