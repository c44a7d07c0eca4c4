import type { DecidedStatus } from '../../src/domain/status.ts';

/** Columns that every file of payments must have. */
export const requiredColumns = [
  'payment_id',
  'trip_id',
  'amount',
  'method',
  'status',
  'reference',
  'created_at',
] as const;

/** Columns that a file may leave out. An export writes all of them, so that an import restores every rule. */
const optionalColumns = [
  'currency',
  'captured_amount',
  'refunded_amount',
  'failure_code',
  'paid_by',
  'order_id',
  'identity',
  'customer_id',
  'rider_id',
  'driver_id',
  'payment_method',
  'capture',
  'closing',
  'authorized_at',
  'settled_at',
  'closed_at',
  'generation',
  'refund_fence',
  'idempotency_key',
  'fingerprint',
  'one_payment_per_order',
  'added_fields',
  'metadata',
  'processing',
  'refunds',
] as const;

export const allColumns = [...requiredColumns, ...optionalColumns] as const;
export type Column = (typeof allColumns)[number];

/** Statuses that a row can hold. A pending payment has no row: its file would lose which processor it waits for. */
export type StatusInRow = Exclude<DecidedStatus, 'pending'>;

/** Names of the statuses in a row. A fully refunded payment is REFUNDED instead of SUCCESS. */
export const rowStatuses = {
  completed: 'SUCCESS',
  failed: 'FAILED',
  authorized: 'PENDING',
  cancelled: 'CANCELLED',
} as const satisfies Readonly<Record<StatusInRow, string>>;
export type RowStatus = (typeof rowStatuses)[StatusInRow] | 'REFUNDED';

/** The cells of a row. An absent column means the same as an empty cell. */
export type Row = Readonly<Partial<Record<Column, string>>>;

/** A cell that cannot be imported. */
export class BadValue extends Error {
  readonly column: Column;

  constructor(column: Column, message: string) {
    super(message);
    this.column = column;
  }
}
