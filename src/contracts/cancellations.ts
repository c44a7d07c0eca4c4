import * as z from 'zod/mini';
import { read } from './read.ts';
import type { JsonObject } from './strict-json.ts';

/** Not strict, because a cancellation has no field that could be misspelt, and clients may send others. */
export const CancelBody = z.object({ idempotency_key: z.optional(z.string()) });

export const readCancelRequest = (body: JsonObject): z.output<typeof CancelBody> => read(CancelBody, body);
