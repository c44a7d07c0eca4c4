import * as z from 'zod/mini';
import type { Payment } from '../domain/payment.ts';
import { readBy } from './fields.ts';
import { refuse } from './read.ts';

const Strings = z.lazy(() =>
  z
    .record(z.string().check(z.minLength(1), z.maxLength(40)), z.string().check(z.maxLength(500)))
    .check(z.refine((entries) => Object.keys(entries).length <= 50)),
);

/** At most 50 strings, with names of at most 40 and values of at most 500 characters. */
export const Metadata = readBy((value, context): Record<string, string> => {
  const strings = Strings.safeParse(value);
  if (strings.success) return strings.data;
  return refuse(context, 'metadata_invalid', 'metadata is at most 50 strings, of 500 characters, under names of 40');
});

/** JSON leaves out what is undefined. */
export const presentMetadata = ({ metadata = {}, redactedAt }: Pick<Payment, 'metadata' | 'redactedAt'>) => ({
  metadata,
  redacted_at: redactedAt,
});
