import * as z from 'zod';
import { fingerprintOf } from '../domain/identity.ts';
import type { Payment, Refund } from '../domain/payment.ts';
import { plainDecimal, type WantedRefund } from '../domain/refund.ts';
import { AmountText, textOf } from './fields.ts';
import { amountNumber, idNumber } from './numbers.ts';
import { read } from './read.ts';
import type { JsonObject } from './strict-json.ts';

const RefundBody = z.object({
  idempotency_key: z.string().optional(),
  amount: AmountText.optional(),
  reason: textOf(500).optional(),
});

export type RefundRequest = z.output<typeof RefundBody>;

export const readRefundRequest = (body: JsonObject): RefundRequest => read(RefundBody, body);

/** The refund asked for. Without an amount it is of all that remains, which makes `all` its amount in a repeated request. */
export const wantedRefund = (request: RefundRequest, paymentId: string, id: string): WantedRefund => ({
  id,
  paymentId,
  fingerprint: fingerprintOf(request.amount === undefined ? 'all' : plainDecimal(request.amount)),
  amount: request.amount ?? 'all',
  reason: request.reason,
});

/** The answer to a refund: only what was fixed when it was settled, whatever was refunded since. */
export function presentRefund(payment: Payment, refund: Refund): unknown {
  const money = (minor: bigint) => amountNumber({ minor, currency: payment.amount.currency });
  const refundedAfter = refund.refundedAfterMinor ?? 0n;
  return {
    refund_id: refund.id,
    payment_id: idNumber(payment.id),
    refund_amount: money(refund.amountMinor),
    refunded_amount: money(refundedAfter),
    refundable_amount: money(refund.refundableAfterMinor ?? 0n),
    currency: payment.amount.currency,
    status: refundedAfter === payment.amount.minor ? 'REFUNDED' : 'SUCCESS',
    refund_status: refund.status === 'completed' ? 'SUCCESS' : 'FAILED',
    reason: refund.reason ?? null,
    created_at: refund.createdAt,
    ...(refund.status === 'failed' ? { failure_code: 'refund_declined', error: 'The refund was declined.' } : {}),
  };
}
