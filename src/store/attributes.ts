import * as z from 'zod/mini';

// Schemas that the items share, because a cold start builds every schema that its function imports (docs/decisions/0464).

export const Text = z.string();
export const OptionalText = z.optional(Text);
export const OptionalFlag = z.optional(z.boolean());
export const OptionalWhole = z.optional(z.int());
