import type { Account, JournalEntry } from '../domain/ledger.ts';
import type { Io } from '../runtime/io.ts';
import type { LedgerEntries } from '../store/ledger-entries.ts';
import { daysOfList } from './list-events.ts';

/** An account with few entries among many, or many events without lines: a page then ends early, and its cursor leads on. */
const mostLookedAt = 5_000;

export type EntryPage = Readonly<{ entries: readonly JournalEntry[]; next: string | undefined }>;
type Range = Readonly<{ since: string | undefined; until: string | undefined }>;

/** A page of an account's entries, the newest first: of the last 30 days unless the range says otherwise. */
export async function listEntries(
  account: Account,
  range: Range,
  part: Readonly<{ limit: number; after: string | undefined }>,
  { ledgerEntries, io }: Readonly<{ ledgerEntries: Pick<LedgerEntries, 'byDay'>; io: Pick<Io, 'now'> }>,
): Promise<EntryPage> {
  const { since, days } = daysOfList(range, io.now());
  const entries: JournalEntry[] = [];
  let last: string | undefined;
  let lookedAt = 0;
  const read = { ...days, after: part.after, until: range.until, expected: part.limit + 1 };
  for await (const { position, entry } of ledgerEntries.byDay(read)) {
    lookedAt++;
    if (position < since) break;
    const wanted = entry?.lines.some(([name]) => name === account) ? entry : undefined;
    if (wanted !== undefined && entries.length === part.limit) return { entries, next: last };
    if (wanted !== undefined) entries.push(wanted);
    last = position;
    if (lookedAt >= mostLookedAt) return { entries, next: last };
  }
  return { entries, next: undefined };
}
