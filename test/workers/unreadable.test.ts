import { expect, it } from 'vitest';
import * as z from 'zod/mini';
import { reasonOf } from '../../src/lambda/unreadable.ts';

const validated = z.object({ amount: z.number(), refunds: z.record(z.string(), z.object({ at: z.string() })) });

it.each([
  [
    'names of attributes',
    validated.safeParse({ amount: 'secret', refunds: { r1: {} } }).error,
    '$ZodError amount refunds.r1.at',
  ],
  ['the name of an error without attributes', new SyntaxError('unexpected secret'), 'SyntaxError'],
  ['the type of what is no error', 'secret', 'string'],
])('an item is unreadable for a reason that has %s and no value', (_what, error, reason) => {
  expect(reasonOf(error)).toBe(reason);
});
