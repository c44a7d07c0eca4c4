import * as z from 'zod/mini';
import { ProcessorTrouble } from '../port.ts';
import type { StripeAnswer } from './client.ts';

const text = z.nullish(z.string());

const PaymentError = z.object({ type: text, code: text, decline_code: text, param: text });

const BalanceTransaction = z.object({ fee: z.number(), currency: z.string() });

const LatestCharge = z.object({
  payment_method_details: z.nullish(z.object({ card: z.nullish(z.object({ capture_before: z.nullish(z.number()) })) })),
  balance_transaction: z.nullish(z.union([z.string(), BalanceTransaction])),
});

/** The members of a PaymentIntent that the adapter reads (https://docs.stripe.com/api/payment_intents/object). */
export const PaymentIntent = z.object({
  id: z.string(),
  status: z.string(),
  currency: z.string(),
  amount_received: z.number(),
  amount_capturable: z.number(),
  cancellation_reason: text,
  last_payment_error: z.nullish(PaymentError),
  next_action: z.nullish(z.object({ type: z.string(), redirect_to_url: z.nullish(z.object({ url: text })) })),
  // An id, unless it was asked for by `expand`.
  latest_charge: z.nullish(z.union([z.string(), LatestCharge])),
});
export type PaymentIntent = z.output<typeof PaymentIntent>;

/** The metadata that leads back from an intent to its payment, and to the stage that made it. */
export const IntentMetadata = z.object({
  metadata: z.nullish(z.object({ payment_id: text, payment_service: text })),
});
export type IntentMetadata = z.output<typeof IntentMetadata>;

export const ClientSecret = z.object({ client_secret: z.string() });

/** The members of a refund that the adapter reads (https://docs.stripe.com/api/refunds/object). */
export const StripeRefund = z.object({
  id: z.string(),
  status: text,
  failure_reason: text,
  metadata: z.nullish(z.object({ refund_id: text, payment_id: text })),
});
export type StripeRefund = z.output<typeof StripeRefund>;

/** More of a refund that was made there: its amount is not one that was sent. */
export const ExternalStripeRefund = z.object({
  amount: z.number(),
  currency: z.string(),
  payment_intent: text,
  created: z.number(),
});

/** The members of a dispute that are read (https://docs.stripe.com/api/disputes/object). */
export const StripeDispute = z.object({
  id: z.string(),
  status: z.string(),
  amount: z.number(),
  currency: z.string(),
  reason: text,
  created: z.number(),
  evidence_details: z.nullish(z.object({ due_by: z.nullish(z.number()) })),
});
export type StripeDispute = z.output<typeof StripeDispute>;

// Not z.array, nor z.extend below: both together would be a sixth of what this adapter adds to a function's code.
export const ListPage = z.object({ data: z.unknown(), has_more: z.boolean() });

const Failure = z.object({
  error: z.object({
    type: text,
    code: text,
    decline_code: text,
    param: text,
    message: text,
    payment_intent: z.optional(z.unknown()),
  }),
});
export type StripeError = z.output<typeof Failure>['error'];

/** The body of a successful answer. Throws `unknown` if it is not what it should be: nothing of it is used then. */
export function readBody<Schema extends z.ZodMiniType>(schema: Schema, answer: StripeAnswer): z.output<Schema> {
  const body = schema.safeParse(answer.body);
  if (body.success) return body.data;
  throw new ProcessorTrouble('unknown', `Stripe's answer cannot be read (${answer.requestId})`);
}

/** Why a request failed; empty if the answer does not say so in Stripe's way. */
export function readError({ body }: StripeAnswer): StripeError {
  const failure = Failure.safeParse(body);
  return failure.success ? failure.data.error : {};
}

/** Stripe's own code, or the type of the error where there is none. Anything that is no code is not repeated. */
export function rawCode({ type, code, decline_code }: StripeError): string {
  const raw = decline_code || code || type || '';
  return /^[\w.-]{1,64}$/.test(raw) ? raw : 'unreadable';
}
