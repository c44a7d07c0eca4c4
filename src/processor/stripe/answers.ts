import * as z from 'zod/mini';
import { ProcessorTrouble } from '../port.ts';
import type { StripeAnswer } from './client.ts';

// Schemas that only some functions need are with their readers: bundles keep each schema of a module, also an unused one.
export const text = z.optional(z.string());

const PaymentError = z.object({ type: text, code: text, decline_code: text, param: text });

/** A charge that was asked for by `expand`; else it is an id. Kept apart, so that an intent counts whatever its charge looks like. */
export const ExpandedCharge = z.object({
  payment_method_details: z.optional(
    z.object({ card: z.optional(z.object({ capture_before: z.optional(z.number()) })) }),
  ),
  balance_transaction: z.optional(z.unknown()),
});

export const BalanceTransaction = z.object({ fee: z.number(), currency: z.string() });

/** The members of a PaymentIntent that the adapter reads (https://docs.stripe.com/api/payment_intents/object). */
export const PaymentIntent = z.object({
  id: z.string(),
  status: z.string(),
  currency: z.string(),
  amount_received: z.number(),
  amount_capturable: z.number(),
  cancellation_reason: text,
  last_payment_error: z.optional(PaymentError),
  next_action: z.optional(z.object({ type: z.string(), redirect_to_url: z.optional(z.object({ url: text })) })),
  latest_charge: z.optional(z.unknown()),
});
export type PaymentIntent = z.output<typeof PaymentIntent>;

export const ClientSecret = z.object({ client_secret: z.string() });

/** The members of a refund that the adapter reads (https://docs.stripe.com/api/refunds/object). */
export const StripeRefund = z.object({
  id: z.string(),
  status: text,
  failure_reason: text,
  metadata: z.optional(z.object({ refund_id: text, payment_id: text })),
});
export type StripeRefund = z.output<typeof StripeRefund>;

/** More of a refund that was made there: its amount is not one that was sent. */
export const ExternalStripeRefund = z.object({
  amount: z.number(),
  currency: z.string(),
  payment_intent: text,
  created: z.number(),
});

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
