import * as z from 'zod/mini';
import { ProcessorTrouble } from '../port.ts';
import type { ProviderAnswer } from '../provider-http.ts';

const text = z.optional(z.string());
const Amount = z.object({ currency: z.string(), value: z.string() });
export const Link = z.optional(z.object({ href: z.string() }));

/** The fields of a payment that are used (https://docs.mollie.com/reference/get-payment). */
export const MolliePayment = z.object({
  id: z.string(),
  status: z.string(),
  amount: Amount,
  amountCaptured: z.optional(Amount),
  amountRefunded: z.optional(Amount),
  amountChargedBack: z.optional(Amount),
  isCancelable: z.optional(z.boolean()),
  authorizedAt: text,
  captureBefore: text,
  details: z.optional(z.object({ failureReason: text })),
  _links: z.object({ checkout: Link, captures: Link }),
  // Not z.array, here and below: it would add 2 KB to every function that charges.
  _embedded: z.optional(z.object({ captures: z.optional(z.unknown()), refunds: z.optional(z.unknown()) })),
});
export type MolliePayment = z.output<typeof MolliePayment>;

/** https://docs.mollie.com/reference/get-capture */
export const Capture = z.object({ status: z.string() });

/** https://docs.mollie.com/reference/get-refund */
export const MollieRefund = z.object({
  id: z.string(),
  status: z.string(),
  metadata: z.optional(z.unknown()),
  amount: z.optional(z.unknown()),
  createdAt: z.optional(z.unknown()),
});
export type MollieRefund = z.output<typeof MollieRefund>;

/** More of a refund that was made there: its amount is not one that was sent. */
export const ExternalMollieRefund = z.object({ amount: Amount, createdAt: z.string() });
export const RefundAmount = z.object({ amount: Amount });

/** https://docs.mollie.com/reference/get-chargeback */
export const Chargeback = z.object({
  id: z.string(),
  amount: Amount,
  reason: z.optional(z.object({ code: text })),
  createdAt: z.string(),
  reversedAt: text,
});
export type Chargeback = z.output<typeof Chargeback>;

/** Metadata of a refund that was not made here may be anything. */
export const RefundMetadata = z.object({ refund_id: z.string(), payment_id: z.optional(z.string()) });

export const ChargebackPage = z.object({
  _embedded: z.object({ chargebacks: z.unknown() }),
  _links: z.object({ next: Link }),
});

export const RefundPage = z.object({
  _embedded: z.object({ refunds: z.unknown() }),
  _links: z.object({ next: Link }),
});

const Failure = z.object({ field: text });

/** A body of the expected form. Throws `unknown` if it has another: nothing of it is used then. */
export function readAs<Schema extends z.ZodMiniType>(schema: Schema, body: unknown): z.output<Schema> {
  const read = schema.safeParse(body);
  if (read.success) return read.data;
  throw new ProcessorTrouble('unknown', "Mollie's answer cannot be read");
}

export function readList<Schema extends z.ZodMiniType>(schema: Schema, list: unknown): z.output<Schema>[] {
  if (Array.isArray(list)) return list.map((entry) => readAs(schema, entry));
  throw new ProcessorTrouble('unknown', "Mollie's answer lacks a list");
}

/** The parameter that Mollie refused: `amount` of `amount.value`. */
export function refusedField({ body }: ProviderAnswer): string | undefined {
  const failure = Failure.safeParse(body);
  return failure.success ? failure.data.field?.split(/[.[]/, 1)[0] : undefined;
}

/** A word of Mollie's that may be stored and logged; anything that is no word is not repeated. */
export const rawCode = (word: string): string => (/^[\w.-]{1,64}$/.test(word) ? word : 'unreadable');
