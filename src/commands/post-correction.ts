import { correctionIdOfKey } from '../domain/identity.ts';
import type { JournalEntry, Line } from '../domain/ledger.ts';
import { Refusal } from '../domain/refusal.ts';
import { canonicalJson } from '../domain/seal.ts';
import type { Io } from '../runtime/io.ts';
import { type Journal, resolvedBefore } from '../store/journal.ts';
import type { LedgerEntries } from '../store/ledger-entries.ts';
import { type BreakServices, requireBreak } from './require-break.ts';

export type WantedCorrection = Readonly<{
  lines: readonly Line[];
  reason: string;
  resolves: string | undefined;
  /** Those whose reports may have the row of the break that it resolves. */
  processors: readonly string[];
}>;

type CorrectionServices = BreakServices &
  Readonly<{
    journal: Pick<Journal, 'post'>;
    ledgerEntries: Pick<LedgerEntries, 'get'>;
    io: Pick<Io, 'now'>;
  }>;

/**
 * Posts a balanced entry, once per caller and key. Throws `break_not_found` if it resolves a break that does not exist, and
 * `break_resolved` if another correction resolved it: two people who look at one list would post its amount twice.
 */
export async function postCorrection(
  { lines, reason, resolves, processors }: WantedCorrection,
  { caller, key }: Readonly<{ caller: string; key: string }>,
  { journal, ledgerEntries, io, ...records }: CorrectionServices,
): Promise<Readonly<{ entry: JournalEntry; posted: boolean }>> {
  const id = `correction:${correctionIdOfKey(caller, key)}`;
  const at = new Date(io.now()).toISOString();
  const wanted = { id, type: 'correction', at, postedAt: undefined, paymentId: undefined, lines, reason, resolves };
  // A replay repeats its answer: older releases accepted breaks that do not exist.
  const isNew = resolves !== undefined && (await ledgerEntries.get(id)) === undefined;
  const processor = isNew ? await requireBreak({ id: resolves, processors }, records) : undefined;
  // A mark of an earlier release names no processor, so its key is another than that of the mark which the journal writes.
  const isResolved = isNew && (await records.settlementRows.isResolved(processor, resolves));
  // Unless the same request, sent twice, has resolved it since.
  if (isResolved && (await ledgerEntries.get(id)) === undefined) throw resolvedBefore(resolves);
  const result = await journal.post({ ...wanted, processor });
  const differs = (name: 'lines' | 'reason' | 'resolves') =>
    canonicalJson(wanted[name] ?? null) !== canonicalJson(result.entry[name] ?? null);
  const { processor: stored } = result.entry;
  const mismatched = [
    ...(['lines', 'reason', 'resolves'] as const).filter(differs),
    ...(stored === undefined || processors.includes(stored) ? [] : ['processor']),
  ];
  if (mismatched.length === 0) return result;
  throw new Refusal('idempotency_key_reused', `the key was first used with another ${mismatched.join(', ')}`, {
    more: { mismatched },
  });
}
