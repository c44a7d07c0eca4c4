import { formatAmount, readMoney, requirePositive } from './money.ts';
import { capturedMinorOf, type Payment } from './payment.ts';
import { Refusal } from './refusal.ts';
import { type Closing, mayBecome, type Status } from './status.ts';

export const closedStatus: Readonly<Record<Closing, 'completed' | 'cancelled'>> = {
  capture: 'completed',
  cancel: 'cancelled',
};

/** How an authorized payment is to be closed. `amount`, as it was written, captures less than was authorized. */
export type ClosingRequest = Readonly<{ closing: Closing; amount?: string | undefined }>;

type Closable = Pick<
  Payment,
  'status' | 'closing' | 'closingMinor' | 'capturedMinor' | 'expiredAt' | 'amount' | 'lease'
>;

/**
 * What to do about closing a payment: `done` if it is closed that way already, `close` if it may be, `wait` while
 * another request is at the same; else why not.
 */
export function closingOf(
  payment: Closable,
  request: ClosingRequest,
  now: number,
): 'done' | 'close' | 'wait' | Refusal {
  const { closing } = request;
  const wanted: Status = closedStatus[closing];
  const amount = requestedMinor(payment, request);
  if (amount instanceof Refusal) return amount;
  if (payment.status === wanted) {
    const isSame = amount === undefined || amount === capturedMinorOf(payment);
    return isSame ? 'done' : otherAmount(capturedMinorOf(payment), payment);
  }
  if (payment.expiredAt !== undefined && closing === 'capture') return expired();
  if (payment.status !== 'authorized') {
    return wrongState(payment.status, closing, mayBecome[payment.status]);
  }
  if (payment.closing !== undefined && payment.closing !== closing) {
    return wrongState(payment.status, closing, [closedStatus[payment.closing]]);
  }
  const begun = payment.closing === undefined ? undefined : (payment.closingMinor ?? payment.amount.minor);
  if (begun !== undefined && amount !== undefined && amount !== begun) return otherAmount(begun, payment);
  return payment.lease !== undefined && payment.lease.until >= now ? 'wait' : 'close';
}

/** How much a capture takes: what was asked for, what a capture that was begun takes, or all that is authorized. */
export function closingMinorOf(payment: Closable, request: ClosingRequest): bigint {
  const asked = requestedMinor(payment, request);
  if (asked instanceof Refusal) throw asked;
  return asked ?? payment.closingMinor ?? payment.amount.minor;
}

function requestedMinor({ amount }: Closable, request: ClosingRequest): bigint | undefined | Refusal {
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
