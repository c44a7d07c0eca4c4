import { recordIdOfKey } from '../domain/identity.ts';
import { Refusal } from '../domain/refusal.ts';
import type { Io } from '../runtime/io.ts';

type Entry = Readonly<{ id: string; created_at: string; erased_at?: string | undefined }>;
type Table<E extends Entry> = Readonly<{
  create: (entry: E) => Promise<Readonly<{ entry: E; created: boolean }>>;
}>;
type Sender = Readonly<{ kind: 'user' | 'order'; caller: string; key: string | undefined }>;

/** Writes a user or an order; with an idempotency key, once per key, and the same write is the record of the key. */
export async function createRecord<E extends Entry>(
  table: Table<E>,
  fields: Omit<E, 'id' | 'created_at'>,
  { kind, caller, key }: Sender,
  { newId, now }: Pick<Io, 'newId' | 'now'>,
): Promise<Readonly<{ entry: E; created: boolean }>> {
  const id = key === undefined ? newId() : recordIdOfKey(kind, caller, key);
  const wanted = { ...fields, id, created_at: new Date(now()).toISOString() } as E;
  const result = await table.create(wanted);
  // Nothing is left to compare with: a retry gets the erased entry, and does not bring the data back.
  if (result.entry.erased_at !== undefined) return result;
  const mismatched = Object.keys(fields).filter((name) => wanted[name as keyof E] !== result.entry[name as keyof E]);
  // An id of ours alone that is taken was taken by us: the answer to that write was lost.
  if (mismatched.length === 0) return { ...result, created: result.created || key === undefined };
  throw new Refusal('idempotency_key_reused', `the key was first used with another ${mismatched.join(', ')}`, {
    more: { mismatched },
  });
}
