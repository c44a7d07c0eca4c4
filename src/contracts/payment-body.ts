import * as z from 'zod/mini';
import { AmountText, CurrencyText, Id, MethodName, PaymentMethodToken } from './fields.ts';
import { ProcessorCustomer, ReturnUrl, StatementDescriptor } from './instructions.ts';
import { Metadata } from './metadata.ts';
import { read } from './read.ts';
import type { JsonObject } from './strict-json.ts';

const OptionalId = z.optional(Id);
const OptionalFlag = z.optional(z.boolean());

export const PaymentBody = z.strictObject({
  amount: AmountText,
  currency: z.optional(CurrencyText),
  method: z.optional(MethodName),
  payment_method: z.optional(PaymentMethodToken),
  order_id: OptionalId,
  trip_id: OptionalId,
  rider_id: OptionalId,
  driver_id: OptionalId,
  customer_id: OptionalId,
  metadata: z.optional(Metadata),
  /** Refuses this payment if its order has another one that lives. */
  one_payment_per_order: OptionalFlag,
  /** False authorizes the amount, to be captured or cancelled later. */
  capture: OptionalFlag,
  idempotency_key: z.optional(z.string()),
  processor_customer: z.optional(ProcessorCustomer),
  off_session: OptionalFlag,
  return_url: z.optional(ReturnUrl),
  statement_descriptor: z.optional(StatementDescriptor),
});

export type PaymentRequest = z.output<typeof PaymentBody>;

export const readPaymentRequest = (body: JsonObject): PaymentRequest => read(PaymentBody, body);
