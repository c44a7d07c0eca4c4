import * as z from 'zod/mini';
import { addedFields } from '../domain/fingerprint.ts';
import { refundIdOfKey } from '../domain/identity.ts';
import { capturedMinorOf, type Payment } from '../domain/payment.ts';
import { answeredStatus, plainDecimal, refundFingerprint, type WantedRefund } from '../domain/refund.ts';
import type { DecidedRefund, Refund } from '../domain/refund-states.ts';
import { Refusal } from '../domain/refusal.ts';
import type { RefundStatus } from '../domain/status.ts';
import { AmountText, CurrencyText, textOf } from './fields.ts';
import { amountNumber, idNumber } from './numbers.ts';
import { read } from './read.ts';
import type { JsonObject } from './strict-json.ts';

/** Lazy, because functions that only present refunds import this file too. */
export const RefundBody = z.lazy(() =>
  z.object({
    idempotency_key: z.optional(z.string()),
    amount: z.optional(AmountText),
    currency: z.optional(CurrencyText),
    reason: z.optional(textOf(500)),
  }),
);

export type AskedRefund = z.output<typeof RefundBody>;

export function readRefundRequest(body: JsonObject): AskedRefund {
  const request = read(RefundBody, body);
  // Only a request without an amount is of all that remains, which is what `all` stands for further in.
  if (request.amount !== 'all') return request;
  throw new Refusal('amount_format', 'leave the amount out to refund all that remains', { field: '/amount' });
}

/** Business fields that came after the first release. The reason is none, and the currency can only be the payment's. */
const added = (_request: AskedRefund) => addedFields({});

type Asker = Readonly<{ caller: string; key: string | undefined; newId: () => string }>;

/** The refund asked for; without an amount, of all that remains. */
export function wantedRefund(request: AskedRefund, paymentId: string, { caller, key, newId }: Asker): WantedRefund {
  const { amount = 'all', currency, reason } = request;
  const id = key === undefined ? newId() : refundIdOfKey(paymentId, caller, key);
  const fingerprint = refundFingerprint({ amount: plainDecimal(amount) }, added(request));
  return { id, paymentId, repeatable: key !== undefined, fingerprint, amount, currency, reason };
}

const refundStatusNames = {
  pending: 'PENDING',
  completed: 'SUCCESS',
  failed: 'FAILED',
} as const;

/** The answer to a refund: only what was fixed when it was settled, whatever was refunded since. */
export function presentRefund(payment: Payment, refund: DecidedRefund): unknown {
  const money = (minor: bigint) => amountNumber({ minor, currency: payment.amount.currency });
  const refundedAfter = refund.refundedAfterMinor ?? 0n;
  const status = answeredStatus(refund);
  return {
    refund_id: refund.id,
    payment_id: idNumber(payment.id),
    refund_amount: money(refund.amountMinor),
    refunded_amount: money(refundedAfter),
    refundable_amount: money(refund.refundableAfterMinor ?? 0n),
    currency: payment.amount.currency,
    status: refundedAfter === capturedMinorOf(payment) ? 'REFUNDED' : 'SUCCESS',
    refund_status: refundStatusNames[status],
    reason: refund.reason ?? null,
    created_at: refund.createdAt,
    ...(status === 'failed' ? { failure_code: 'refund_declined', error: 'The refund was declined.' } : {}),
  };
}

const statusNamesNow: Readonly<Record<RefundStatus, 'PENDING' | 'SUCCESS' | 'FAILED' | 'REVERSED'>> = {
  processing: 'PENDING',
  pending: 'PENDING',
  completed: 'SUCCESS',
  failed: 'FAILED',
  reversed: 'REVERSED',
};

/** The processor's id of it, under a second name if it was made there. */
function referencesOf({ reference, externalReference: external }: Refund): object {
  if (external !== undefined) return { reference: external, external_reference: external };
  return reference === undefined ? {} : { reference };
}

/** A refund as it is now. Its first answer, which replays show, may have said that it was pending. */
export function presentRefundNow({ id, amount }: Payment, refund: Refund): unknown {
  return {
    refund_id: refund.id,
    payment_id: idNumber(id),
    refund_amount: amountNumber({ minor: refund.amountMinor, currency: amount.currency }),
    currency: amount.currency,
    refund_status: statusNamesNow[refund.status],
    failure_code: refund.status === 'failed' ? 'refund_declined' : null,
    reason: refund.reason ?? null,
    created_at: refund.createdAt,
    settled_at: refund.settledAt ?? null,
    reversed_at: refund.reversedAt ?? null,
    ...referencesOf(refund),
  };
}

/** The refunds of a payment whose money came back after they had succeeded. The payment has no such member without one. */
export function presentReversedRefunds({ amount, refunds }: Pick<Payment, 'amount' | 'refunds'>): object {
  const reversed = Object.values(refunds).filter(({ reversedAt }) => reversedAt !== undefined);
  if (reversed.length === 0) return {};
  return {
    reversed_refunds: reversed.map(({ id, amountMinor, reversedAt }) => ({
      refund_id: id,
      refund_amount: amountNumber({ minor: amountMinor, currency: amount.currency }),
      reversed_at: reversedAt,
    })),
  };
}
