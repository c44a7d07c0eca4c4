import { createHash } from 'node:crypto';
import type { Balance } from './ledger.ts';
import { type Hash, leafHash } from './merkle.ts';

/** Commits to every entry of one day and shard, and by `previous` to all days before it. */
export type Seal = Readonly<{
  day: string;
  shard: number;
  /** Number of entries, which are the leaves of the tree in the order of their keys. */
  count: number;
  /** RFC 6962 root (hex). */
  root: string;
  /** Sums of the day's lines by account and currency. */
  sums: readonly Balance[];
  /** Hash of the seal before it; undefined for the first one of a shard. */
  previous: string | undefined;
  /** The first bytes of each leaf (base64), by which a changed entry is named. Undefined for days with too many entries. */
  leafPrefixes: string | undefined;
  sealedAt: string;
}>;

/** DynamoDB limits an item to 400 KB, and base64 makes four bytes of three. */
const mostPrefixBytes = 240_000;
/** More leaves than these have no prefixes, whatever the number of shards. */
export const mostPrefixedLeaves = mostPrefixBytes;
/** The seals of all shards are one transaction, which DynamoDB limits to 4 MB. */
const mostPrefixBytesOfDay = 2_400_000;
const longestPrefix = 4;

/**
 * The first bytes of each leaf: four, or fewer for days with more than 60,000 entries; none beyond 240,000. With more than ten
 * shards, these numbers are less.
 */
export function leafPrefixesOf(leaves: readonly Hash[], shards: number): string | undefined {
  const most = Math.min(mostPrefixBytes, mostPrefixBytesOfDay / shards);
  const length = Math.min(longestPrefix, Math.floor(most / leaves.length));
  if (leaves.length === 0 || length === 0) return undefined;
  return Buffer.concat(leaves.map((leaf) => leaf.subarray(0, length))).toString('base64');
}

/** The beginnings of the leaves that a seal has, in their order, and that of any leaf; undefined if it has none. */
export function prefixesIn({ leafPrefixes, count }: Pick<Seal, 'leafPrefixes' | 'count'>) {
  const bytes = Buffer.from(leafPrefixes ?? '', 'base64');
  const length = Math.floor(bytes.length / count);
  if (!(length >= 1)) return undefined;
  const sealed = Array.from({ length: count }, (_, index) =>
    bytes.toString('hex', index * length, (index + 1) * length),
  );
  return { sealed, of: (leaf: Hash): string => leaf.toString('hex', 0, length) };
}

/** The leaf of an entry: its whole item, in canonical form. */
export const leafText = (item: Readonly<Record<string, unknown>>): string => canonicalJson(item);
export const leafOf = (item: Readonly<Record<string, unknown>>): Hash => leafHash(Buffer.from(leafText(item)));

/** SHA-256 (hex) of everything that a seal commits to. */
export function sealHash({ day, shard, count, root, sums, previous }: Omit<Seal, 'leafPrefixes' | 'sealedAt'>): string {
  const totals = sums.map(({ account, currency, minor }) => [account, currency, String(minor)]);
  const text = JSON.stringify(['payment-ledger-seal-v1', day, shard, count, root, totals, previous ?? null]);
  return createHash('sha256').update(text).digest('hex');
}

/** JSON with sorted members: the same bytes for equal values, whatever order they are stored in. */
export function canonicalJson(value: unknown): string {
  if (typeof value === 'bigint') return String(value);
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join()}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .sort(([one], [other]) => (one < other ? -1 : 1));
  return `{${members.map(([name, member]) => `${JSON.stringify(name)}:${canonicalJson(member)}`).join()}}`;
}
