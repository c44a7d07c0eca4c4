import * as z from 'zod/mini';
import type { Instructions } from '../domain/payment-fields.ts';
import { OptionalFlag, OptionalText } from './attributes.ts';
import type { Item } from './item.ts';

export const InstructionsItem = z.object({
  customer: OptionalText,
  off_session: OptionalFlag,
  return_url: OptionalText,
  statement_descriptor: OptionalText,
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
