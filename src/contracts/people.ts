import * as z from 'zod/mini';
import { textOf } from './fields.ts';
import { idNumber } from './numbers.ts';
import { read } from './read.ts';
import type { JsonObject } from './strict-json.ts';

/** Addresses as the older service took them: at most 254 characters, RFC 5321 §4.5.3.1. */
const Email = z.string().check(z.maxLength(254), z.regex(z.regexes.email, 'must be an e-mail address'));
const keyInBody = { idempotency_key: z.optional(z.string()) };

export const UserBody = z.object({ username: textOf(255), email: Email, ...keyInBody });
export const OrderBody = z.object({ name: textOf(255), email: Email, ...keyInBody });

export const readUser = (body: JsonObject) => read(UserBody, body);
export const readOrder = (body: JsonObject) => read(OrderBody, body);

type Presented = Readonly<{ id: string; email: string; erased_at?: string | undefined }>;

export const presentUser = ({ id, username, email, erased_at }: Presented & Readonly<{ username: string }>) => ({
  id: idNumber(id),
  username,
  email,
  ...(erased_at !== undefined && { erased_at }),
});

export const presentOrder = ({ id, name, email, erased_at }: Presented & Readonly<{ name: string }>) => ({
  id: idNumber(id),
  name,
  email,
  ...(erased_at !== undefined && { erased_at }),
});
