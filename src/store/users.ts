import * as z from 'zod/mini';
import { requiredEnv } from '../runtime/env.ts';
import type { Io } from '../runtime/io.ts';
import { records } from './records.ts';

const User = z.object({
  id: z.string(),
  username: z.string(),
  email: z.string(),
  created_at: z.string(),
  erased_at: z.optional(z.string()),
});

/** The users table. */
export const users = (io: Io) => records(tableName, User, io);
const tableName = requiredEnv('USERS_TABLE');
