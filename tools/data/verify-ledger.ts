import { type Balance, balanceName, imbalanceOf, type JournalEntry, RunningBalances } from '../../src/domain/ledger.ts';
import { dayOf } from '../../src/domain/recorded-event.ts';
import { leafOf, type Seal } from '../../src/domain/seal.ts';
import type { Item } from '../../src/store/item.ts';
import { journalEntryOf } from '../../src/store/journal-item.ts';
import { isSealItem, sealOf } from '../../src/store/seal-item.ts';
import { sealKey } from '../../src/store/seal-key.ts';
import { emptyPart, type SealedPart, sealProblems } from './sealed-days.ts';

/** Something that is not as it was sealed, or does not add up. `item` is the key in the events table. */
export type LedgerProblem = Readonly<{ day?: string; shard?: number; item?: string; problem: string }>;

export type LedgerReport = Readonly<{
  entries: number;
  days: number;
  /** The last day that has a seal, if there is one. */
  sealedTo: string | undefined;
  problems: readonly LedgerProblem[];
  /** Number of items that this version cannot read, so that their lines are not in the sums. */
  unreadable: number;
  /** Sums of the entries: what the balances must be. */
  recounted: readonly Balance[];
}>;

const unreadable = 'it cannot be read';

/** Compares every item of the events table with the seals, and the seals with each other. Keeps a hash of each item in memory. */
export async function verifyLedger(items: AsyncIterable<Item> | Iterable<Item>): Promise<LedgerReport> {
  const problems: LedgerProblem[] = [];
  const parts = new Map<string, SealedPart>();
  const seals: Seal[] = [];
  const sums = new RunningBalances();
  let entries = 0;
  for await (const item of items) {
    const key = `${item.id} ${item.sort}`;
    if (isSealItem(item)) {
      const seal = readable(() => sealIn(item));
      if (seal === undefined) problems.push({ item: key, problem: unreadable });
      else seals.push(seal);
      continue;
    }
    const part = partOf(item, parts);
    part?.leaves.push({ position: String(item.time_sort), item: key, leaf: leafOf(item) });
    const read = readable(() => ({ entry: journalEntryOf(item) }));
    if (read === undefined) problems.push({ item: key, problem: unreadable });
    if (read?.entry === undefined) continue;
    const { entry } = read;
    if (entry.lines.length > 0) entries++;
    if (imbalanceOf(entry.lines).size > 0) problems.push({ item: key, problem: 'its lines do not sum to zero' });
    if (!isWhereItWasPosted(entry, item)) problems.push({ item: key, problem: 'it is not in the day of its posting' });
    sums.add(entry.lines);
    part?.sums.add(entry.lines);
  }
  const unreadables = problems.filter(({ problem }) => problem === unreadable).length;
  problems.push(...sealProblems(seals, parts));
  const days = [...new Set(seals.map(({ day }) => day))].sort();
  const recounted = sums.sorted();
  return { entries, days: days.length, sealedTo: days.at(-1), problems, unreadable: unreadables, recounted };
}

/** The day and partition that an item is dated into; undefined for one without. */
function partOf({ day }: Item, parts: Map<string, SealedPart>): SealedPart | undefined {
  if (typeof day !== 'string') return undefined;
  const part = parts.get(day) ?? emptyPart();
  parts.set(day, part);
  return part;
}

/** Every entry stands in the day on which it was posted. One that stands in none would be in no seal. */
const isWhereItWasPosted = ({ lines, at, postedAt }: JournalEntry, { day }: Item): boolean =>
  lines.length === 0 || dayOf(String(day)) === dayOf(postedAt ?? at);

function readable<Value>(read: () => Value): Value | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}

/** The seal in an item. Throws if it cannot have been written by `seal-days`. */
function sealIn(item: Item): Seal {
  const seal = sealOf(item);
  const { day, shard, count } = seal;
  const isDay = new Date(day).toISOString() === `${day}T00:00:00.000Z`;
  const isWhole = Number.isSafeInteger(shard) && Number.isSafeInteger(count) && count >= 0;
  if (isDay && isWhole && sealKey(day, shard).id === item.id) return seal;
  throw new Error('its key or its number is not that of a seal');
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
