import { formatAmount, type Money } from '../../src/domain/money.ts';
import { type Failure, type FailureCode, failureCodes } from '../../src/domain/outcome.ts';
import type { Closing } from '../../src/domain/status.ts';
import { readAmount, readInstant, readOneOf, readOptionalId, readText } from './cells.ts';
import { BadValue, type Row, type StatusInRow } from './payment-columns.ts';

/** Reads whether the payment was authorized before its capture. An open or cancelled authorization must have been. */
export function readCapture(row: Row, status: StatusInRow): boolean {
  const cell = readOneOf(row, 'capture', ['true', 'false'] as const);
  const authorizedFirst = status === 'authorized' || status === 'cancelled';
  if (cell === 'true' && authorizedFirst)
    throw new BadValue('capture', 'it must be false for a payment that is PENDING or CANCELLED');
  return cell === undefined ? authorizedFirst : cell === 'false';
}

/** Throws BadValue for a failure code without a failure, and for an amount that contradicts the code. */
export function checkFailure(row: Row, status: StatusInRow, amount: Money): void {
  const failureCode = readOneOf(row, 'failure_code', failureCodes);
  const paidBy = readOptionalId(row, 'paid_by');
  if (status !== 'failed' && failureCode !== undefined)
    throw new BadValue('failure_code', 'only FAILED payments have one');
  if (paidBy !== undefined && failureCode !== 'trip_already_paid' && failureCode !== 'order_already_paid') {
    throw new BadValue('paid_by', 'only payments that failed with trip_already_paid or order_already_paid have one');
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
  const reference = readText(row, 'reference', /^[\x21-\x7e]{1,64}$/, '1 to 64 printable characters');
  if (reference === undefined) throw new BadValue('reference', 'it is missing: only FAILED payments may lack it');
  return reference;
}

const wrongSign = (amount: Money, failureCode: FailureCode | undefined): string =>
  failureCode === 'amount_not_positive'
    ? `it is ${formatAmount(amount)}, but the failure_code says that it is not positive`
    : 'it must be positive';

type ClosingContext = Readonly<{ status: StatusInRow; captureLater: boolean }>;

/**
 * Reads how an authorization was being closed, which is not always how it ended: it may have expired before its capture, or have been
 * captured before it was cancelled. `none`: it ended at the processor, and nobody was closing it here.
 */
export function readClosing(
  row: Row,
  { status, captureLater }: ClosingContext,
): Readonly<{ closing: Closing | undefined; closedAt: string | undefined }> {
  const cell = readOneOf(row, 'closing', ['capture', 'cancel', 'none'] as const);
  const closedAt = readInstant(row, 'closed_at');
  const ended = captureLater && status === 'completed' ? 'capture' : status === 'cancelled' ? 'cancel' : undefined;
  if (cell !== undefined && ended === undefined && status !== 'authorized') {
    throw new BadValue('closing', 'it contradicts the status');
  }
  if (closedAt !== undefined && ended === undefined)
    throw new BadValue('closed_at', 'only captured or cancelled authorizations have one');
  return { closing: cell === 'none' ? undefined : (cell ?? ended), closedAt };
}

type CapturedContext = Readonly<{ status: StatusInRow; amount: Money; captureLater: boolean }>;

/** Reads how much was captured, if that is less than the amount. Only an authorization can be captured in part. */
export function readPartialCapture(row: Row, { status, amount, captureLater }: CapturedContext): bigint | undefined {
  const cell = readAmount(row, 'captured_amount', amount.currency)?.minor;
  const whole = status === 'completed' ? amount.minor : 0n;
  if (cell === undefined || cell === whole) return undefined;
  if (status === 'completed' && captureLater && cell > 0n && cell < whole) return cell;
  const money = formatAmount({ minor: whole, currency: amount.currency });
  const may =
    status === 'completed' && captureLater
      ? `it must be more than nothing and at most ${money}`
      : `it must be ${money}`;
  throw new BadValue('captured_amount', `with this status and capture, ${may}`);
}
