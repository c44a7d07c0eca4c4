import * as z from 'zod/mini';
import { presentFailure } from '../../src/contracts/failures.ts';
import { AmountText, CurrencyText, Id } from '../../src/contracts/fields.ts';
import { read } from '../../src/contracts/read.ts';
import type { JsonObject } from '../../src/contracts/strict-json.ts';
import { failureCodes } from '../../src/domain/outcome.ts';
import { problem } from '../../src/http/problems.ts';
import type { Request } from '../../src/http/request.ts';
import { asReplay, created, type HttpResponse, json, ok } from '../../src/http/responses.ts';
import type { PaymentView, RequestorPayment } from './payment-service-client.ts';

/** Validates only the shape. The payment service validates amount and currency. */
const CreateBody = z.object({
  amount: AmountText,
  currency: z.optional(CurrencyText),
  customer_id: z.optional(Id),
  payment_method: z.optional(z.string()),
  idempotency_key: z.optional(z.string()),
});

/** Reads a request to create a payment. Defaults: USD and card. */
export function readCreation(body: JsonObject): Readonly<{ wanted: RequestorPayment; key: string | undefined }> {
  const {
    amount,
    currency = 'USD',
    customer_id = '',
    payment_method = 'card',
    idempotency_key,
  } = read(CreateBody, body);
  return { wanted: { amount, currency, customerId: customer_id, paymentMethod: payment_method }, key: idempotency_key };
}

const dataOf = ({ paymentId, amount, currency, status, createdAt }: PaymentView) => ({
  payment_id: paymentId,
  amount,
  currency,
  status,
  created_at: createdAt,
});

/** The response to a read: 200, also for a declined payment. */
export const foundResponse = (payment: PaymentView): HttpResponse => ok({ success: true, data: dataOf(payment) });

/** The response to a creation: 201, or 402 with the payment if it was declined. A replay has the same body. */
export function createdResponse(
  { payment, replayed }: Readonly<{ payment: PaymentView; replayed: boolean }>,
  location: string,
): HttpResponse {
  const isDeclined = payment.status === 'failed';
  const response = isDeclined ? declined(payment) : created({ success: true, data: dataOf(payment) }, location);
  return replayed ? asReplay(response) : response;
}

function declined(payment: PaymentView): HttpResponse {
  const code = failureCodes.find((known) => known === payment.failureCode);
  const error = code === undefined ? 'The payment was declined.' : presentFailure(code).error;
  return json(402, { success: false, error, code: payment.failureCode, data: dataOf(payment) });
}

/** An error in the JSON shape of this API. */
export const errorResponse = (error: unknown, request: Pick<Request, 'id' | 'path'>): HttpResponse =>
  problem(error, request, { success: false });
