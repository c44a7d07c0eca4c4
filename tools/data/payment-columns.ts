import type { DecidedStatus } from '../../src/domain/status.ts';

/** The columns that every file of payments has. */
export const requiredColumns = [
  'payment_id',
  'trip_id',
  'amount',
  'method',
  'status',
  'reference',
  'created_at',
] as const;

/** Columns that a file may leave out. An export writes all of them, so that an import brings every rule back. */
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

/** The statuses that a row can tell: a pending payment has none, because its file would forget whom it waits for. */
export type StatusInRow = Exclude<DecidedStatus, 'pending'>;

/** How a row names the statuses. A payment whose money went back whole is REFUNDED rather than SUCCESS. */
export const rowStatuses = {
  completed: 'SUCCESS',
  failed: 'FAILED',
  authorized: 'PENDING',
  cancelled: 'CANCELLED',
} as const satisfies Readonly<Record<StatusInRow, string>>;
export type RowStatus = (typeof rowStatuses)[StatusInRow] | 'REFUNDED';

/** The values of a row; a column that the file does not have, and one that is empty, are the same. */
export type Row = Readonly<Partial<Record<Column, string>>>;

/** Why one value of a row cannot be imported. */
export class BadValue extends Error {
  readonly column: Column;

  constructor(column: Column, message: string) {
    super(message);
    this.column = column;
  }
}
