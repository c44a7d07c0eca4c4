import { type Hash, inclusionProof } from '../domain/merkle.ts';
import { dayOf } from '../domain/recorded-event.ts';
import { Refusal } from '../domain/refusal.ts';
import { leafOf, leafText, type Seal } from '../domain/seal.ts';
import type { LedgerEntries } from '../store/ledger-entries.ts';
import type { Seals } from '../store/seals.ts';

export type EntryProof = Readonly<{ seal: Seal; index: number; text: string; leaf: Hash; path: readonly Hash[] }>;

/** Proves that a seal commits to an event or entry, in its stored form. Reads the whole day of its shard. */
export async function proveEntry(
  id: string,
  { ledgerEntries, seals }: Readonly<{ ledgerEntries: LedgerEntries; seals: Seals }>,
): Promise<EntryProof> {
  const item = await ledgerEntries.item(id);
  const [partition, shard] = String(item?.day ?? '').split('#');
  if (item === undefined || partition === undefined || shard === undefined) {
    throw new Refusal('entry_not_found', 'no event or ledger entry that is sealed has this id');
  }
  const day = dayOf(partition);
  const seal = await seals.get(day, Number(shard));
  if (seal === undefined)
    throw new Refusal('day_not_sealed', 'the day of this entry is not sealed yet: it is two days later');
  const leaves: Hash[] = [];
  let index = -1;
  for await (const one of seals.itemsOf(day, seal.shard)) {
    if (one.id === item.id && one.sort === item.sort) index = leaves.length;
    leaves.push(leafOf(one));
  }
  return { seal, index, text: leafText(item), leaf: leafOf(item), path: inclusionProof(leaves, index) };
}
