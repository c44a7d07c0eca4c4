import { createHash } from 'node:crypto';
import type { Balance } from './ledger.ts';

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
}>;

/** SHA-256 (hex) of everything in a seal. */
export function sealHash({ day, shard, count, root, sums, previous }: Seal): string {
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
