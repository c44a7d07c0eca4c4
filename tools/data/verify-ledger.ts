import { type Balance, balanceName, imbalanceOf, RunningBalances } from '../../src/domain/ledger.ts';
import { type Hash, merkleRoot } from '../../src/domain/merkle.ts';
import { dayAt } from '../../src/domain/recorded-event.ts';
import { canonicalJson, hasPrefixAt, leafOf, type Seal, sealHash } from '../../src/domain/seal.ts';
import type { Item } from '../../src/store/item.ts';
import { journalEntryOf } from '../../src/store/journal-item.ts';
import { isSealItem, sealOf } from '../../src/store/seal-item.ts';

/** Something that is not as it was sealed, or does not add up. `item` is the key in the events table. */
export type LedgerProblem = Readonly<{ day?: string; shard?: number; item?: string; problem: string }>;

export type LedgerReport = Readonly<{
  entries: number;
  days: number;
  problems: readonly LedgerProblem[];
  /** Sums of the entries: what the balances must be. */
  recounted: readonly Balance[];
}>;

type Leaf = Readonly<{ position: string; item: string; leaf: Hash }>;

const dayMs = 86_400_000;

/** Compares every item of the events table with the seals, and the seals with each other. Keeps a hash of each item in memory. */
export async function verifyLedger(items: AsyncIterable<Item> | Iterable<Item>): Promise<LedgerReport> {
  const problems: LedgerProblem[] = [];
  const leaves = new Map<string, Leaf[]>();
  const seals: Seal[] = [];
  const sums = new RunningBalances();
  const sumsOfDay = new Map<string, RunningBalances>();
  let entries = 0;
  for await (const item of items) {
    if (isSealItem(item)) {
      seals.push(sealOf(item));
      continue;
    }
    const key = `${item.id} ${item.sort}`;
    const partition = typeof item.day === 'string' ? item.day : undefined;
    if (partition !== undefined) {
      const known = leaves.get(partition) ?? [];
      leaves.set(partition, known);
      known.push({ position: String(item.time_sort), item: key, leaf: leafOf(item) });
    }
    try {
      const lines = journalEntryOf(item)?.lines ?? [];
      if (lines.length > 0) entries++;
      if (imbalanceOf(lines).size > 0) problems.push({ item: key, problem: 'its lines do not sum to zero' });
      sums.add(lines);
      if (partition !== undefined) {
        sumsOfDay.set(partition, (sumsOfDay.get(partition) ?? new RunningBalances()).add(lines));
      }
    } catch {
      problems.push({ item: key, problem: 'it cannot be read' });
    }
  }
  problems.push(...chainProblems(seals));
  for (const seal of seals) {
    const partition = `${seal.day}#${seal.shard}`;
    problems.push(...dayProblems(seal, leaves.get(partition) ?? [], sumsOfDay.get(partition)?.sorted() ?? []));
  }
  return { entries, days: new Set(seals.map(({ day }) => day)).size, problems, recounted: sums.sorted() };
}

/** A day after the first sealed one has a seal that continues the chain. */
function chainProblems(seals: readonly Seal[]): LedgerProblem[] {
  const problems: LedgerProblem[] = [];
  for (const chain of Map.groupBy(seals, ({ shard }) => shard).values()) {
    const sorted = chain.toSorted((one, other) => (one.day < other.day ? -1 : 1));
    for (const [index, seal] of sorted.entries()) {
      const { day, shard, previous } = seal;
      const before = sorted[index - 1];
      const expected = before && sealHash(before);
      if (previous !== expected)
        problems.push({ day, shard, problem: 'its seal does not continue the seal before it' });
      if (before !== undefined && dayAt(Date.parse(before.day) + dayMs) !== day) {
        problems.push({ day, shard, problem: `there is no seal between ${before.day} and this day` });
      }
    }
  }
  return problems;
}

/** Names each item of a day that is not as it was sealed. */
function dayProblems(seal: Seal, found: readonly Leaf[], sums: readonly Balance[]): LedgerProblem[] {
  const { day, shard } = seal;
  const sorted = found.toSorted((one, other) => (one.position < other.position ? -1 : 1));
  const leaves = sorted.map(({ leaf }) => leaf);
  if (merkleRoot(leaves).toString('hex') === seal.root) {
    const isSame = canonicalJson(sums) === canonicalJson(seal.sums);
    return isSame ? [] : [{ day, shard, problem: 'the sums in its seal are not those of its entries' }];
  }
  const named = seal.count === sorted.length ? changedIn(seal, sorted) : strayIn(seal, sorted);
  const missing = seal.count - sorted.length;
  return [
    ...named.map((item) => ({ day, shard, item, problem: 'it is not as it was sealed' })),
    ...(missing > 0 ? [{ day, shard, problem: `items are missing: ${missing}` }] : []),
    ...(named.length === 0 && missing <= 0 ? [{ day, shard, problem: 'it is not as it was sealed' }] : []),
  ];
}

const changedIn = (seal: Seal, sorted: readonly Leaf[]): string[] =>
  sorted.filter(({ leaf }, index) => !hasPrefixAt(seal, leaf, index)).map(({ item }) => item);

/** Items whose leaves begin as none that was sealed: added, or changed beside one that is missing. */
function strayIn(seal: Seal, sorted: readonly Leaf[]): string[] {
  if (seal.leafPrefixes === undefined && seal.count > 0) return [];
  const known = new Set(Array.from({ length: seal.count }, (_, index) => index));
  return sorted
    .filter(({ leaf }) => {
      const at = [...known].find((index) => hasPrefixAt(seal, leaf, index));
      if (at !== undefined) known.delete(at);
      return at === undefined;
    })
    .map(({ item }) => item);
}

/** Differences between the stored balances and the sums of the entries: what each stored balance lacks. */
export function balanceDifferences(stored: readonly Balance[], recounted: readonly Balance[]): readonly Balance[] {
  const difference = new RunningBalances();
  for (const { account, currency, minor } of recounted) difference.add([[account, currency, minor]]);
  for (const { account, currency, minor } of stored) difference.add([[account, currency, -minor]]);
  return difference.sorted().filter(({ minor }) => minor !== 0n);
}

export const sameBalances = (one: readonly Balance[], other: readonly Balance[]): boolean =>
  balanceDifferences(one, other).length === 0;

export const nameOf = ({ account, currency }: Balance): string => balanceName(account, currency);
