import type { ActorText } from './actor.ts';

export const stepTypes = [
  /** The lease of a charge had ended, so another worker or request finishes it. */
  'payment.taken_over',
  /** The intent is being made unpayable: its customer is out of time, or the order is paid in another way. */
  'payment.fencing',
  'closing.taken_over',
  /** The processor refused the capture for good, so the payment can be cancelled. */
  'closing.abandoned',
  'refund.begun',
  'refund.taken_over',
  /** The processor accepted the refund, and its money is on the way. */
  'refund.pending',
] as const;
export type StepType = (typeof stepTypes)[number];

/** A change of a payment that is no event: nothing is counted by it, and no receiver is told. The timeline shows it. */
export type PaymentStep = Readonly<{
  paymentId: string;
  type: StepType;
  /** ISO instant. Of the second, where the payment keeps no instant of its own for the change. */
  at: string;
  /** Position among all changes of the payment. */
  order: string;
  /** The order's attempt. */
  attempt: number;
  refundId: string | undefined;
  by: ActorText | undefined;
  /** The holder of the lease before, and whether that was released rather than left to expire. */
  before: Readonly<{ by: ActorText | undefined; released: boolean }> | undefined;
}>;
