import { isCurrent } from './lease.ts';
import { formatAmount, readMoney, requireCurrencyOf, requirePositive } from './money.ts';
import { type AuthorizedPayment, capturedMinorOf, type Payment } from './payment.ts';
import { Refusal } from './refusal.ts';
import { type Closing, mayBecome, type Status } from './status.ts';

export const closedStatus: Readonly<Record<Closing, 'completed' | 'cancelled'>> = {
  capture: 'completed',
  cancel: 'cancelled',
};

/**
 * How an authorized payment is to be closed. `amount`, as it was written, captures less than was authorized; `currency` is
 * checked against the payment's.
 */
export type ClosingRequest = Readonly<{
  closing: Closing;
  amount?: string | undefined;
  currency?: string | undefined;
}>;

/** An authorized payment that may be closed, and how much a capture of it takes. */
export type Closable = Readonly<{ payment: AuthorizedPayment; minor: bigint }>;

/**
 * Decides how to close a payment: nothing to do if it is closed that way already (`done`) or another request is at the same
 * (`wait`); close it, if it may be; else why not.
 */
export function closingOf(
  payment: Payment,
  request: ClosingRequest,
  now: number,
): 'done' | 'wait' | Closable | Refusal {
  const { closing } = request;
  const wanted: Status = closedStatus[closing];
  const amount = requestedMinor(payment, request);
  if (amount instanceof Refusal) return amount;
  if (payment.status === wanted) {
    const isSame = amount === undefined || amount === capturedMinorOf(payment);
    return isSame ? 'done' : otherAmount(capturedMinorOf(payment), payment);
  }
  if (payment.expiredAt !== undefined && closing === 'capture') return expired();
  if (payment.status === 'cancelled' && payment.closing === 'capture' && closing === 'capture') {
    return captureRefused('let go');
  }
  // It waited, and nobody can pay it any more: perhaps because an earlier request cancelled it.
  if (payment.status === 'failed' && payment.outcome.status === 'pending' && closing === 'cancel') return 'done';
  if (payment.status !== 'authorized') {
    return wrongState(payment.status, closing, mayBecome[payment.status]);
  }
  if (payment.closing !== undefined && payment.closing !== closing) {
    return wrongState(payment.status, closing, [closedStatus[payment.closing]]);
  }
  const begun = payment.closing === undefined ? undefined : (payment.closingMinor ?? payment.amount.minor);
  if (begun !== undefined && amount !== undefined && amount !== begun) return otherAmount(begun, payment);
  if (isCurrent(payment.lease, now)) return 'wait';
  return { payment, minor: amount ?? begun ?? payment.amount.minor };
}

function requestedMinor({ amount }: Pick<Payment, 'amount'>, request: ClosingRequest): bigint | undefined | Refusal {
  requireCurrencyOf(amount, request.currency);
  if (request.amount === undefined) return undefined;
  const asked = requirePositive(readMoney(request.amount, amount.currency));
  if (asked.minor <= amount.minor) return asked.minor;
  return new Refusal('capture_exceeds_authorized', `${formatAmount(amount)} ${amount.currency} are authorized`, {
    field: '/amount',
    more: { authorized_amount: formatAmount(amount) },
  });
}

/** The processor let the authorization go before it was captured: it cannot be captured any more. */
export const expired = () =>
  new Refusal('authorization_expired', 'the authorization expired before it was captured; ask for a new payment');

export const captureRefused = (authorization: 'stands' | 'let go') =>
  new Refusal(
    'capture_refused',
    authorization === 'stands'
      ? 'the processor refused the capture; the amount is still authorized: cancel it'
      : 'the processor refused the capture, and the authorization was let go; ask for a new payment',
  );

const otherAmount = (minor: bigint, { amount: { currency } }: Pick<Payment, 'amount'>) =>
  new Refusal('wrong_state', `capture: the payment is captured by ${formatAmount({ minor, currency })} ${currency}`, {
    more: { captured_amount: formatAmount({ minor, currency }) },
  });

function wrongState(status: Status, closing: Closing, allowed: readonly Status[]): Refusal {
  const may = allowed.length === 0 ? 'nothing more' : allowed.join(' or ');
  return new Refusal('wrong_state', `${closing}: a payment that is ${status} may become ${may}`, {
    more: { from: status, allowed },
  });
}
