import { formatAmount, type Money } from '../../src/domain/money.ts';
import { type Failure, type FailureCode, failureCodes } from '../../src/domain/outcome.ts';
import type { Closing } from '../../src/domain/status.ts';
import { readAmount, readInstant, readOneOf, readOptionalId, readText } from './cells.ts';
import { BadValue, type Row, type StatusInRow } from './payment-columns.ts';

/** Whether it was to be authorized first. An authorization that is still open, or was cancelled, must have been. */
export function readCapture(row: Row, status: StatusInRow): boolean {
  const told = readOneOf(row, 'capture', ['true', 'false'] as const);
  const authorizedFirst = status === 'authorized' || status === 'cancelled';
  if (told === 'true' && authorizedFirst)
    throw new BadValue('capture', 'only with false can a payment be PENDING or CANCELLED');
  return told === undefined ? authorizedFirst : told === 'false';
}

/** Refuses a reason for a failure where there is none, and an amount that contradicts the reason. */
export function checkFailure(row: Row, status: StatusInRow, amount: Money): void {
  const failureCode = readOneOf(row, 'failure_code', failureCodes);
  const paidBy = readOptionalId(row, 'paid_by');
  if (status !== 'failed' && failureCode !== undefined)
    throw new BadValue('failure_code', 'only a FAILED payment has one');
  if (paidBy !== undefined && failureCode !== 'trip_already_paid') {
    throw new BadValue('paid_by', 'only a payment that failed with trip_already_paid has one');
  }
  if (amount.minor <= 0n !== (failureCode === 'amount_not_positive'))
    throw new BadValue('amount', wrongSign(amount, failureCode));
}

export function readFailure(row: Row, rawCode: string | undefined): Failure {
  const paidBy = readOptionalId(row, 'paid_by');
  return {
    status: 'failed',
    failureCode: readOneOf(row, 'failure_code', failureCodes) ?? 'card_declined',
    ...(rawCode !== undefined && { rawCode }),
    ...(paidBy !== undefined && { paidBy }),
  };
}

export function readReference(row: Row): string {
  const reference = readText(
    row,
    'reference',
    /^[\x21-\x7e]{1,64}$/,
    '1 to 64 printable characters; only a failed payment has none',
  );
  if (reference === undefined) throw new BadValue('reference', 'it is missing; only a failed payment has none');
  return reference;
}

const wrongSign = (amount: Money, failureCode: FailureCode | undefined): string =>
  failureCode === 'amount_not_positive'
    ? `it is ${formatAmount(amount)}, and the failure_code says that it is not more than zero`
    : 'the amount must be more than zero';

type Closed = Readonly<{ status: StatusInRow; captureLater: boolean }>;

/** How and when an authorization ended. One that somebody began to capture can never be cancelled, and the reverse. */
export function readClosing(
  row: Row,
  { status, captureLater }: Closed,
): Readonly<{ closing: Closing | undefined; closedAt: string | undefined }> {
  const closing = readOneOf(row, 'closing', ['capture', 'cancel'] as const satisfies readonly Closing[]);
  const closedAt = readInstant(row, 'closed_at');
  const ended = captureLater && status === 'completed' ? 'capture' : status === 'cancelled' ? 'cancel' : undefined;
  if (closing !== undefined && closing !== ended && status !== 'authorized') {
    throw new BadValue('closing', 'it contradicts the status');
  }
  if (closedAt !== undefined && ended === undefined)
    throw new BadValue('closed_at', 'only an authorization that ended has one');
  return { closing: ended ?? closing, closedAt };
}

export function checkCaptured(row: Row, status: StatusInRow, amount: Money): void {
  const told = readAmount(row, 'captured_amount', amount.currency)?.minor;
  const captured = status === 'completed' ? amount.minor : 0n;
  if (told === undefined || told === captured) return;
  const money = formatAmount({ minor: captured, currency: amount.currency });
  throw new BadValue('captured_amount', `with this status it is ${money}: a payment is captured whole`);
}
