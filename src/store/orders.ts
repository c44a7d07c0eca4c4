import * as z from 'zod/mini';
import { requiredEnv } from '../runtime/env.ts';
import type { Io } from '../runtime/io.ts';
import { records } from './records.ts';

const Order = z.object({
  id: z.string(),
  name: z.string(),
  email: z.string(),
  created_at: z.string(),
  erased_at: z.optional(z.string()),
});

/** The orders table. */
export const orders = (io: Io) => records(tableName, Order, io);
const tableName = requiredEnv('ORDERS_TABLE');
