import * as z from 'zod/mini';
import { AmountText, CurrencyText } from './fields.ts';
import { read } from './read.ts';
import type { JsonObject } from './strict-json.ts';

/** Strict, because a misspelt amount would capture everything. */
export const CaptureBody = z.strictObject({
  amount: z.optional(AmountText),
  currency: z.optional(CurrencyText),
  idempotency_key: z.optional(z.string()),
});

export type CaptureRequest = z.output<typeof CaptureBody>;

export const readCaptureRequest = (body: JsonObject): CaptureRequest => read(CaptureBody, body);
