import * as z from 'zod/mini';
import type { Instructions } from '../domain/payment-fields.ts';
import type { Item } from './item.ts';

export const InstructionsItem = z.object({
  customer: z.optional(z.string()),
  off_session: z.optional(z.boolean()),
  return_url: z.optional(z.string()),
  statement_descriptor: z.optional(z.string()),
});

export const instructionsOf = (row: z.infer<typeof InstructionsItem> = {}): Instructions => ({
  ...(row.customer !== undefined && { customer: row.customer }),
  ...(row.off_session !== undefined && { offSession: row.off_session }),
  ...(row.return_url !== undefined && { returnUrl: row.return_url }),
  ...(row.statement_descriptor !== undefined && { statementDescriptor: row.statement_descriptor }),
});

/** Undefined for none: payments without instructions keep the item that they have always had. */
export function instructionsItem(instructions: Instructions): Item | undefined {
  if (Object.keys(instructions).length === 0) return undefined;
  return {
    customer: instructions.customer,
    off_session: instructions.offSession,
    return_url: instructions.returnUrl,
    statement_descriptor: instructions.statementDescriptor,
  };
}
