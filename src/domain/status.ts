/** Every status that a payment can have. All lists of them derive from this one. */
export const statuses = ['processing', 'pending', 'authorized', 'completed', 'failed', 'cancelled'] as const;
export type Status = (typeof statuses)[number];

/** The whole life of a payment: what each status may become. A failed one lives on only as an order's next attempt. */
export const mayBecome: Readonly<Record<Status, readonly Status[]>> = {
  processing: ['pending', 'authorized', 'completed', 'failed'],
  pending: ['authorized', 'completed', 'failed'],
  authorized: ['completed', 'cancelled'],
  completed: [],
  failed: ['processing'],
  cancelled: [],
};

/**
 * Tells whether a payment has an outcome, and with it a place in the lists and an answer that replays. Until then a request
 * or the sweeper has to finish it. A pending one has its outcome, which says so; its decision comes later.
 */
const decided = {
  processing: false,
  pending: true,
  authorized: true,
  completed: true,
  failed: true,
  cancelled: true,
} as const satisfies Readonly<Record<Status, boolean>>;

type Decided<Table extends Readonly<Record<string, boolean>>> = {
  [Name in keyof Table]: Table[Name] extends true ? Name : never;
}[keyof Table];
export type DecidedStatus = Decided<typeof decided>;
export type UndecidedStatus = Exclude<Status, DecidedStatus>;

export const isDecided = (status: Status): status is DecidedStatus => decided[status];

/** Meaning of a payment's status to another payment of the same trip or order. */
export const claimOn = {
  /** Wait for it, or finish it. */
  processing: 'being paid',
  /** The processor works on it, or its customer has to act: for minutes, or for days. */
  pending: 'pending',
  /** It may still be cancelled, but nobody knows when. */
  authorized: 'authorized',
  completed: 'paid',
  failed: 'free',
  cancelled: 'free',
} as const satisfies Readonly<
  Record<UndecidedStatus, 'being paid'> & Record<DecidedStatus, 'pending' | 'authorized' | 'paid' | 'free'>
>;

/** How an authorized payment ends. */
export const closings = ['capture', 'cancel'] as const;
export type Closing = (typeof closings)[number];

/** Every status that a refund can have. */
export const refundStatuses = ['processing', 'pending', 'completed', 'failed', 'reversed'] as const;
export type RefundStatus = (typeof refundStatuses)[number];

const refundDecided = {
  processing: false,
  pending: true,
  completed: true,
  failed: true,
  /** It came back after it had succeeded: the customer's bank refused it. */
  reversed: true,
} as const satisfies Readonly<Record<RefundStatus, boolean>>;

export type RefundDecidedStatus = Decided<typeof refundDecided>;

/** Tells whether a refund has its first answer. A pending one has: its money is on the way, for days perhaps. */
export const isRefundDecided = (status: RefundStatus): status is RefundDecidedStatus => refundDecided[status];
