import * as z from 'zod/mini';
import { type Currency, isCurrency } from '../domain/currency.ts';
import { accountNames } from '../domain/ledger.ts';
import type { Seal } from '../domain/seal.ts';
import type { Item } from './item.ts';
import { Minor } from './minor.ts';
import { sealKey, sealPrefix } from './seal-key.ts';

const SealItem = z.object({
  id: z.string(),
  sort: z.string(),
  count: z.number(),
  root: z.string(),
  sums: z.array(
    z.object({ account: z.enum(accountNames), currency: z.string().check(z.refine(isCurrency)), minor: Minor }),
  ),
  previous: z.optional(z.string()),
  leaf_prefixes: z.optional(z.string()),
  sealed_at: z.string(),
});

export const isSealItem = ({ id }: Item): boolean => String(id).startsWith(sealPrefix);

export const sealItemOf = ({ day, shard, ...seal }: Seal): Item => ({
  ...sealKey(day, shard),
  count: seal.count,
  root: seal.root,
  sums: seal.sums,
  previous: seal.previous,
  leaf_prefixes: seal.leafPrefixes,
  sealed_at: seal.sealedAt,
});

export function sealOf(item: Item): Seal {
  const { id, sort, sums, leaf_prefixes, sealed_at, ...seal } = SealItem.parse(item);
  const shard = Number(id.slice(sealPrefix.length));
  const typed = sums.map(({ account, currency, minor }) => ({ account, currency: currency as Currency, minor }));
  const { count, root, previous } = seal;
  return { day: sort, shard, count, root, sums: typed, previous, leafPrefixes: leaf_prefixes, sealedAt: sealed_at };
}
