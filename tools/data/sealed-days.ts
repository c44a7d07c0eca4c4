import { RunningBalances } from '../../src/domain/ledger.ts';
import { type Hash, merkleRoot } from '../../src/domain/merkle.ts';
import { dayAt } from '../../src/domain/recorded-event.ts';
import { canonicalJson, prefixesIn, type Seal, sealHash } from '../../src/domain/seal.ts';
import { dayPartition } from '../../src/store/event-item.ts';
import type { LedgerProblem } from './verify-ledger.ts';

type Leaf = Readonly<{ position: string; item: string; leaf: Hash }>;

/** The items that one partition of a day has now. */
export type SealedPart = Readonly<{ leaves: Leaf[]; sums: RunningBalances }>;
export const emptyPart = (): SealedPart => ({ leaves: [], sums: new RunningBalances() });

const dayMs = 86_400_000;

/** Compares the seals with each other and with the items of their days, by partition. */
export function sealProblems(seals: readonly Seal[], parts: ReadonlyMap<string, SealedPart>): LedgerProblem[] {
  const byPartition = new Map(seals.map((seal) => [dayPartition(seal.day, seal.shard), seal]));
  return [
    ...chainProblems(seals),
    ...seals.flatMap((seal) => dayProblems(seal, parts.get(dayPartition(seal.day, seal.shard)) ?? emptyPart())),
    ...unsealedProblems(new Set(seals.map(({ day }) => day)), byPartition, parts),
  ];
}

/** A day after the first sealed one has a seal that continues the chain, and all partitions are sealed together. */
function chainProblems(seals: readonly Seal[]): LedgerProblem[] {
  const problems: LedgerProblem[] = [];
  const lastDay = seals.reduce((last, { day }) => (day > last ? day : last), '');
  const chains = Map.groupBy(seals, ({ shard }) => shard);
  for (const shard of new Set([...Array.from({ length: chains.size }, (_, index) => index), ...chains.keys()])) {
    const chain = chains.get(shard) ?? [];
    const sorted = chain.toSorted((one, other) => (one.day < other.day ? -1 : 1));
    for (const [index, seal] of sorted.entries()) {
      const { day, previous } = seal;
      const before = sorted[index - 1];
      const expected = before && sealHash(before);
      if (previous !== expected)
        problems.push({ day, shard, problem: 'its seal does not continue the seal before it' });
      if (before !== undefined && dayAt(Date.parse(before.day) + dayMs) !== day) {
        problems.push({ day, shard, problem: `there is no seal between ${before.day} and this day` });
      }
    }
    if (sorted.at(-1)?.day !== lastDay) {
      problems.push({ day: lastDay, shard, problem: 'there is no seal, and other partitions of the day have one' });
    }
  }
  return problems;
}

/** Names items that are dated into a sealed day, in a partition that no seal is about. */
const unsealedProblems = (
  days: ReadonlySet<string>,
  seals: ReadonlyMap<string, Seal>,
  parts: ReadonlyMap<string, SealedPart>,
): LedgerProblem[] =>
  [...parts].flatMap(([partition, { leaves }]) => {
    const [day = ''] = partition.split('#');
    if (!days.has(day) || seals.has(partition)) return [];
    return leaves.map(({ item }) => ({ day, item, problem: 'its day is sealed, and no seal has it' }));
  });

/** Names each item of a day that is not as it was sealed. */
function dayProblems(seal: Seal, part: SealedPart): LedgerProblem[] {
  const { day, shard } = seal;
  const sorted = part.leaves.toSorted((one, other) => (one.position < other.position ? -1 : 1));
  const leaves = sorted.map(({ leaf }) => leaf);
  if (merkleRoot(leaves).toString('hex') === seal.root) {
    if (seal.count !== leaves.length) return [{ day, shard, problem: 'its seal has another number of items' }];
    const isSame = canonicalJson(part.sums.sorted()) === canonicalJson(seal.sums);
    return isSame ? [] : [{ day, shard, problem: 'the sums in its seal are not those of its entries' }];
  }
  const named = namedIn(seal, sorted);
  const missing = seal.count - sorted.length;
  return [
    ...named.map((item) => ({ day, shard, item, problem: 'it is not as it was sealed' })),
    ...(missing > 0 ? [{ day, shard, problem: `items are missing: ${missing}` }] : []),
    ...(named.length === 0 && missing <= 0 ? [{ day, shard, problem: 'it is not as it was sealed' }] : []),
  ];
}

/**
 * Items that differ from what was sealed at their place; or, if their number differs, those whose leaves begin as none that was
 * sealed: added, or changed beside one that is missing.
 */
function namedIn(seal: Seal, sorted: readonly Leaf[]): string[] {
  const prefixes = prefixesIn(seal);
  if (prefixes === undefined) return seal.count > 0 ? [] : sorted.map(({ item }) => item);
  const { sealed } = prefixes;
  if (sealed.length === sorted.length) {
    return sorted.filter(({ leaf }, index) => prefixes.of(leaf) !== sealed[index]).map(({ item }) => item);
  }
  const left = new Map<string, number>();
  for (const prefix of sealed) left.set(prefix, (left.get(prefix) ?? 0) + 1);
  return sorted
    .filter(({ leaf }) => {
      const prefix = prefixes.of(leaf);
      const count = left.get(prefix) ?? 0;
      left.set(prefix, count - 1);
      return count <= 0;
    })
    .map(({ item }) => item);
}
