import * as z from 'zod/mini';

export const IntentItem = z.object({ processor: z.string(), account: z.string(), id: z.string() });
