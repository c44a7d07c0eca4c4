import { formatAmount, type Money } from '../../src/domain/money.ts';
import { type FailureCode, failureCodes, type Outcome, type Payment } from '../../src/domain/payment.ts';
import type { Closing } from '../../src/domain/status.ts';
import { readAmount, readInstant, readOneOf, readOptionalId, readText } from './cells.ts';
import { BadValue, type Row } from './payment-columns.ts';

/** Whether it was to be authorized first. An authorization that is still open, or was cancelled, must have been. */
export function readCapture(row: Row, status: Payment['status']): boolean {
  const told = readOneOf(row, 'capture', ['true', 'false'] as const);
  const authorizedFirst = status === 'authorized' || status === 'cancelled';
  if (told === 'true' && authorizedFirst)
    throw new BadValue('capture', 'only with false can a payment be PENDING or CANCELLED');
  return told === undefined ? authorizedFirst : told === 'false';
}

type ChargeContext = Readonly<{ status: Payment['status']; captureLater: boolean; amount: Money }>;

export function readOutcome(row: Row, { status, captureLater, amount }: ChargeContext): Outcome {
  const failureCode = readOneOf(row, 'failure_code', failureCodes);
  const paidBy = readOptionalId(row, 'paid_by');
  if (status !== 'failed' && failureCode !== undefined)
    throw new BadValue('failure_code', 'only a FAILED payment has one');
  if (paidBy !== undefined && failureCode !== 'trip_already_paid') {
    throw new BadValue('paid_by', 'only a payment that failed with trip_already_paid has one');
  }
  if (amount.minor <= 0n !== (failureCode === 'amount_not_positive'))
    throw new BadValue('amount', wrongSign(amount, failureCode));
  if (status === 'failed') {
    const failed = { status, failureCode: failureCode ?? 'card_declined' } as const;
    return paidBy === undefined ? failed : { ...failed, paidBy };
  }
  const reference = readText(
    row,
    'reference',
    /^[\x21-\x7e]{1,64}$/,
    '1 to 64 printable characters; only a failed payment has none',
  );
  if (reference === undefined) throw new BadValue('reference', 'it is missing; only a failed payment has none');
  return { status: captureLater ? 'authorized' : 'completed', reference };
}

const wrongSign = (amount: Money, failureCode: FailureCode | undefined): string =>
  failureCode === 'amount_not_positive'
    ? `it is ${formatAmount(amount)}, and the failure_code says that it is not more than zero`
    : 'the amount must be more than zero';

type ClosingContext = Readonly<{ status: Payment['status']; captureLater: boolean; settledAt: string }>;

/** How and when an authorization ended. One that somebody began to capture can never be cancelled, and the reverse. */
export function readClosing(
  row: Row,
  { status, captureLater, settledAt }: ClosingContext,
): Pick<Payment, 'closing' | 'closedAt'> {
  const closing = readOneOf(row, 'closing', ['capture', 'cancel'] as const satisfies readonly Closing[]);
  const closedAt = readInstant(row, 'closed_at');
  const ended = captureLater && status === 'completed' ? 'capture' : status === 'cancelled' ? 'cancel' : undefined;
  if (closing !== undefined && closing !== ended && status !== 'authorized') {
    throw new BadValue('closing', 'it contradicts the status');
  }
  if (closedAt !== undefined && ended === undefined)
    throw new BadValue('closed_at', 'only an authorization that ended has one');
  return ended === undefined ? { closing, closedAt: undefined } : { closing: ended, closedAt: closedAt ?? settledAt };
}

export function checkCaptured(row: Row, { amount, status }: Payment): void {
  const told = readAmount(row, 'captured_amount', amount.currency)?.minor;
  const captured = status === 'completed' ? amount.minor : 0n;
  if (told === undefined || told === captured) return;
  const money = formatAmount({ minor: captured, currency: amount.currency });
  throw new BadValue('captured_amount', `with this status it is ${money}: a payment is captured whole`);
}
