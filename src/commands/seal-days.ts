import { RunningBalances } from '../domain/ledger.ts';
import { type Hash, MerkleRoot } from '../domain/merkle.ts';
import { dayAt } from '../domain/recorded-event.ts';
import { leafOf, leafPrefixesOf, mostPrefixedLeaves, type Seal, sealHash } from '../domain/seal.ts';
import type { Io } from '../runtime/io.ts';
import { journalEntryOf } from '../store/journal-item.ts';
import type { Seals } from '../store/seals.ts';

const dayMs = 86_400_000;
/**
 * After two days nothing is dated into a day: the stream retains records for one. The hour is for a transaction that began before
 * midnight, and for the index, which follows later: neither would be in what is read here, and the seal would lack it for good.
 */
const sealedAfterMs = 2 * dayMs + 3_600_000;
/** An outage of the worker is made up for in several runs. */
const mostDaysAtOnce = 10;

type SealServices = Readonly<{ seals: Seals; io: Pick<Io, 'now'> }>;

/** Seals the days that are due and not sealed, oldest first. The first seal of a stage is of the day before yesterday. */
export async function sealDays({ seals, io }: SealServices): Promise<readonly Seal[]> {
  const due = dayAt(io.now() - sealedAfterMs);
  const latest = await seals.latest(0);
  const sealed: Seal[] = [];
  let day = latest === undefined ? due : nextDay(latest.day);
  for (let count = 0; day <= due && count < mostDaysAtOnce; count++) {
    const made = await sealsOf(day, { seals, io });
    // Another run was quicker: it seals the rest.
    if (!(await seals.write(made))) return sealed;
    sealed.push(...made);
    day = nextDay(day);
  }
  return sealed;
}

const nextDay = (day: string): string => dayAt(Date.parse(day) + dayMs);

async function sealsOf(day: string, { seals, io }: SealServices): Promise<readonly Seal[]> {
  const made: Seal[] = [];
  for (let shard = 0; shard < seals.shards; shard++) {
    const [latest, contents] = [await seals.latest(shard), await contentsOf(day, shard, seals)];
    const previous = latest && sealHash(latest);
    made.push({ day, shard, ...contents, previous, sealedAt: new Date(io.now()).toISOString() });
  }
  return made;
}

/** The part of a seal that follows from the items of its day. */
async function contentsOf(
  day: string,
  shard: number,
  seals: Pick<Seals, 'itemsOf' | 'shards'>,
): Promise<Pick<Seal, 'count' | 'root' | 'sums' | 'leafPrefixes'>> {
  const tree = new MerkleRoot();
  const sums = new RunningBalances();
  const leaves: Hash[] = [];
  for await (const item of seals.itemsOf(day, shard)) {
    const leaf = leafOf(item);
    tree.append(leaf);
    // One too many tells that there are no prefixes; all those of a large day would fill the memory.
    if (leaves.length <= mostPrefixedLeaves) leaves.push(leaf);
    sums.add(journalEntryOf(item)?.lines ?? []);
  }
  const root = tree.root().toString('hex');
  return { count: tree.count, root, sums: sums.sorted(), leafPrefixes: leafPrefixesOf(leaves, seals.shards) };
}
