import { isText } from './arguments.ts';
import type { Done, Fields, Refused } from './attempt.ts';
import type { DeclinedRefund, Payment, Problem, Refund } from './types.ts';

type Identified = Readonly<{
  /** The idempotency key that was sent. */
  key: string;
  /** The answer to an earlier attempt with the same key. */
  isReplay: boolean;
}>;

export type Paid = Identified & Readonly<{ status: 'paid'; payment: Payment }>;
/** The amount is reserved: capture or cancel it. */
export type Authorized = Identified & Readonly<{ status: 'authorized'; payment: Payment }>;
/** The processor is at work, or the customer has to act: `payment.next_action`. */
export type Pending = Identified & Readonly<{ status: 'pending'; payment: Payment }>;
/** Final for this key. To try again, with another card, choose a new key or intent. */
export type Declined = Identified & Readonly<{ status: 'declined'; payment: Payment; code: Payment['failure_code'] }>;
export type Cancelled = Identified & Readonly<{ status: 'cancelled'; payment: Payment }>;
/** Nothing was done. */
export type RefusedRequest = Readonly<{ status: 'refused'; key: string; code: Problem['code']; problem: Problem }>;

export type PayResult = Paid | Authorized | Pending | Declined | RefusedRequest;
/** `paid`: it was captured before. */
export type CancelResult = Cancelled | Paid | Authorized | Pending | RefusedRequest;
export type RefundResult =
  | (Identified & Readonly<{ status: 'refunded'; refund: Refund }>)
  | (Identified & Readonly<{ status: 'pending'; refund: Refund }>)
  | (Identified & Readonly<{ status: 'declined'; refund: DeclinedRefund }>)
  | RefusedRequest;

/** Reads the answer to a payment or capture. Throws TypeError if the answer is something else. */
export function payResult(answer: Done | Refused, key: string): PayResult {
  if (answer.kind === 'refused') return refused(answer, key);
  const { fields: payment, isReplay } = answer;
  if (!isPayment(payment)) throw new TypeError('the answer is not a payment');
  const common = { payment, key, isReplay };
  switch (payment.status) {
    case 'SUCCESS':
    case 'REFUNDED':
      return { status: 'paid', ...common };
    case 'FAILED':
      return { status: 'declined', code: payment.failure_code, ...common };
    case 'PENDING':
      return { status: payment.authorized_at ? 'authorized' : 'pending', ...common };
  }
  throw new TypeError(`unknown status ${payment.status}: update the client`);
}

export function cancelResult(answer: Done | Refused, key: string): CancelResult {
  const result = payResult(answer, key);
  if (result.status !== 'declined') return result;
  return { status: 'cancelled', payment: result.payment, key, isReplay: result.isReplay };
}

export function refundResult(answer: Done | Refused, key: string): RefundResult {
  if (answer.kind === 'refused') return refused(answer, key);
  const { fields, isReplay } = answer;
  if (isDeclinedRefund(fields)) return { status: 'declined', refund: fields, key, isReplay };
  if (!isRefund(fields)) throw new TypeError('the answer is not a refund');
  return { status: fields.refund_status === 'PENDING' ? 'pending' : 'refunded', refund: fields, key, isReplay };
}

const refused = ({ problem }: Refused, key: string): RefusedRequest => ({
  status: 'refused',
  key,
  code: problem.code,
  problem,
});

const isPayment = (fields: Fields): fields is Payment =>
  isText(fields.payment_id) && isText(fields.status) && isText(fields.amount);

const isRefund = (fields: Fields): fields is Refund => isText(fields.refund_id) && isText(fields.refund_status);

const isDeclinedRefund = (fields: Fields): fields is DeclinedRefund =>
  isRefund(fields) && fields.refund_status === 'FAILED';
