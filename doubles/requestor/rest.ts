import * as z from 'zod/mini';
import { presentFailure } from '../../src/contracts/failures.ts';
import { AmountText, CurrencyText, Id } from '../../src/contracts/fields.ts';
import { read } from '../../src/contracts/read.ts';
import type { JsonObject } from '../../src/contracts/strict-json.ts';
import { failureCodes } from '../../src/domain/outcome.ts';
import { type Answer, replayed as asReplayed, created, json, ok } from '../../src/http/answers.ts';
import { problem } from '../../src/http/problems.ts';
import type { Request } from '../../src/http/request.ts';
import type { ShownPayment, WantedPayment } from './payment-service.ts';

/** What it says about money is the payment service's to judge; here it must only be something that can be sent on. */
const CreateBody = z.object({
  amount: AmountText,
  currency: z.optional(CurrencyText),
  customer_id: z.optional(Id),
  payment_method: z.optional(z.string()),
  idempotency_key: z.optional(z.string()),
});

/** The payment that a body asks for, in dollars and by card unless it says otherwise, and its idempotency key. */
export function readCreation(body: JsonObject): Readonly<{ wanted: WantedPayment; key: string | undefined }> {
  const {
    amount,
    currency = 'USD',
    customer_id = '',
    payment_method = 'card',
    idempotency_key,
  } = read(CreateBody, body);
  return { wanted: { amount, currency, customerId: customer_id, paymentMethod: payment_method }, key: idempotency_key };
}

const dataOf = ({ paymentId, amount, currency, status, createdAt }: ShownPayment) => ({
  payment_id: paymentId,
  amount,
  currency,
  status,
  created_at: createdAt,
});

/** A payment that was read, whatever became of it. */
export const foundAnswer = (payment: ShownPayment): Answer => ok({ success: true, data: dataOf(payment) });

/** A payment that was made: 201, or 402 with the payment if it was declined. A replay has the same bytes. */
export function createdAnswer(
  { payment, replayed }: Readonly<{ payment: ShownPayment; replayed: boolean }>,
  location: string,
): Answer {
  const isDeclined = payment.status === 'failed';
  const answer = isDeclined ? declined(payment) : created({ success: true, data: dataOf(payment) }, location);
  return replayed ? asReplayed(answer) : answer;
}

function declined(payment: ShownPayment): Answer {
  const code = failureCodes.find((known) => known === payment.failureCode);
  const error = code === undefined ? 'The payment was declined.' : presentFailure(code).error;
  return json(402, { success: false, error, code: payment.failureCode, data: dataOf(payment) });
}

/** A refusal as this API's clients read it. */
export const refused = (error: unknown, request: Pick<Request, 'id' | 'path'>): Answer =>
  problem(error, request, { success: false });
