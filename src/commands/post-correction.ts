import { correctionIdOfKey } from '../domain/identity.ts';
import type { JournalEntry, Line } from '../domain/ledger.ts';
import { Refusal } from '../domain/refusal.ts';
import { canonicalJson } from '../domain/seal.ts';
import type { Io } from '../runtime/io.ts';
import type { Journal } from '../store/journal.ts';

export type WantedCorrection = Readonly<{ lines: readonly Line[]; reason: string; resolves: string | undefined }>;

/** Posts a balanced entry, once per caller and key. */
export async function postCorrection(
  { lines, reason, resolves }: WantedCorrection,
  { caller, key }: Readonly<{ caller: string; key: string }>,
  { journal, io }: Readonly<{ journal: Pick<Journal, 'post'>; io: Pick<Io, 'now'> }>,
): Promise<Readonly<{ entry: JournalEntry; posted: boolean }>> {
  const id = `correction:${correctionIdOfKey(caller, key)}`;
  const at = new Date(io.now()).toISOString();
  const wanted = { id, type: 'correction', at, postedAt: undefined, paymentId: undefined, lines, reason, resolves };
  const result = await journal.post(wanted);
  const mismatched = (['lines', 'reason', 'resolves'] as const).filter(
    (name) => canonicalJson(wanted[name] ?? null) !== canonicalJson(result.entry[name] ?? null),
  );
  if (mismatched.length === 0) return result;
  throw new Refusal('idempotency_key_reused', `the key was first used with another ${mismatched.join(', ')}`, {
    more: { mismatched },
  });
}
