import * as z from 'zod/mini';

const Whole = z.pipe(
  z.int(),
  z.transform((whole: number) => BigInt(whole)),
);

/** Minor units: DynamoDB's client gives a number where it is exact. */
export const Minor = z.union([Whole, z.bigint()]);
export const OptionalMinor = z.optional(Minor);
