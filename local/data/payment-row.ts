import { statusNameOf } from '../../src/contracts/payments.ts';
import { holdsCardNumber } from '../../src/domain/card-number.ts';
import { refundIdOfKey } from '../../src/domain/identity.ts';
import { formatAmount, type Money, readMoney, requirePositive } from '../../src/domain/money.ts';
import {
  begun,
  methods,
  type Outcome,
  type Payment,
  type Refund,
  withoutOptionalFields,
} from '../../src/domain/payment.ts';
import type { ListedPayment } from '../../src/domain/payment-list.ts';
import { Refusal } from '../../src/domain/refusal.ts';
import { readMoment } from './moment.ts';

/** What every file of payments has, in this order; `currency` may follow, and is USD where it does not. */
export const columns = ['payment_id', 'trip_id', 'amount', 'method', 'status', 'reference', 'created_at'] as const;
export type Column = (typeof columns)[number] | 'currency';
export type Row = Readonly<Record<Column, string>>;

const statuses = ['SUCCESS', 'FAILED', 'PENDING', 'REFUNDED'] as const;
type StatusName = (typeof statuses)[number];

/** What is wrong with one value of a row. */
export class BadValue extends Error {
  readonly column: Column;

  constructor(column: Column, message: string) {
    super(message);
    this.column = column;
  }
}

/** The payment that a row tells of, as if it had been made here: what it does not tell is left open. */
export function readPaymentRow(row: Row): Payment {
  const id = readId(row, 'payment_id');
  const amount = readAmount(row);
  const method = methods.find((name) => row.method === name.toUpperCase());
  if (method === undefined) throw new BadValue('method', `it is none of ${methods.join(', ').toUpperCase()}`);
  const status = statuses.find((name) => row.status === name);
  if (status === undefined) throw new BadValue('status', `it is none of ${statuses.join(', ')}`);
  const at = readMoment(row.created_at);
  if (at === undefined) throw new BadValue('created_at', 'it is no moment like 2025-11-06T18:04:05Z');
  const outcome = outcomeOf(status, row);
  const fields = {
    ...withoutOptionalFields,
    amount,
    method,
    tripId: row.trip_id === '' ? undefined : readId(row, 'trip_id'),
    captureLater: status === 'PENDING',
  };
  const payment = begun({ ...fields, id, fingerprint: 'imported' }, { owner: 'import', until: 0 }, 0, at);
  return {
    ...payment,
    status: outcome.status,
    lease: undefined,
    outcome,
    settledBy: 'import',
    settledAt: payment.createdAt,
    refundableMinor: status === 'SUCCESS' ? amount.minor : 0n,
    ...(status === 'REFUNDED' ? whollyRefunded(payment) : {}),
  };
}

/** The row of a payment, as far as a list knows it. The columns are those of `columns`, and the currency. */
export function rowOf(payment: ListedPayment): readonly string[] {
  const { outcome } = payment;
  return [
    payment.id,
    payment.tripId ?? '',
    formatAmount(payment.amount),
    payment.method.toUpperCase(),
    statusNameOf(payment),
    outcome === undefined || outcome.status === 'failed' ? '' : outcome.reference,
    payment.createdAt,
    payment.amount.currency,
  ];
}

function readId(row: Row, column: 'payment_id' | 'trip_id'): string {
  const text = row[column];
  if (!/^[A-Za-z0-9_-]{1,64}$/.test(text)) {
    throw new BadValue(column, 'it is not 1 to 64 letters, digits, dashes and underscores');
  }
  if (holdsCardNumber(text)) throw new BadValue(column, 'it looks like a card number');
  return text;
}

function readAmount({ amount, currency }: Row): Money {
  try {
    return requirePositive(readMoney(amount, currency || 'USD'));
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    throw new BadValue(error.details.field === '/currency' ? 'currency' : 'amount', error.message);
  }
}

/** Why a payment failed is in no column. */
function outcomeOf(status: StatusName, { reference }: Row): Outcome {
  if (status === 'FAILED') return { status: 'failed', failureCode: 'card_declined' };
  if (!/^[\x21-\x7e]{1,64}$/.test(reference)) {
    throw new BadValue('reference', 'it is not 1 to 64 printable characters; only a failed payment has none');
  }
  if (holdsCardNumber(reference)) throw new BadValue('reference', 'it looks like a card number');
  return { status: status === 'PENDING' ? 'authorized' : 'completed', reference };
}

/** When the money went back is in no column either. */
function whollyRefunded({ id, amount, createdAt }: Payment): Partial<Payment> {
  const refund: Refund = {
    id: refundIdOfKey(id, 'import', 'import'),
    status: 'completed',
    amountMinor: amount.minor,
    fingerprint: 'imported',
    reason: undefined,
    createdAt,
    lease: undefined,
    settledBy: 'import',
    settledAt: createdAt,
    refundedAfterMinor: amount.minor,
    refundableAfterMinor: 0n,
  };
  return { refundedMinor: amount.minor, refundableMinor: 0n, refunds: { [refund.id]: refund } };
}
