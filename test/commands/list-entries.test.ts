import { describe, expect, it } from 'vitest';
import { listEntries } from '../../src/commands/list-entries.ts';
import type { ListedEntry } from '../../src/store/ledger-entries.ts';
import { journalEntry } from '../support/generated-books.ts';

const position = (index: number) => `2026-11-21T11:00:00.000Z#${String(99_999 - index)}`;
const io = { now: () => Date.parse('2026-11-21T12:00:00.000Z') };

/** Lists so many events without lines, such as declined payments, and then one entry. */
function listed(without: number) {
  const all: ListedEntry[] = Array.from({ length: without }, (_, index) => ({
    position: position(index),
    entry: undefined,
  }));
  all.push({ position: position(without), entry: journalEntry() });
  return {
    async *byDay({ after = '~' }: { after?: string | undefined }): AsyncGenerator<ListedEntry, void> {
      for (const one of all) if (one.position < after) yield one;
    },
  };
}

describe('a page of the entries of an account', () => {
  it.each([4_999, 5_000, 9_000])(
    'ends after 5,000 items, and its cursor leads on, behind %s events without lines',
    async (count) => {
      const services = { ledgerEntries: listed(count), io };
      const range = { since: undefined, until: undefined };
      const pages: number[] = [];
      let after: string | undefined;
      do {
        const page = await listEntries('sales', range, { limit: 10, after }, services);
        pages.push(page.entries.length);
        after = page.next;
      } while (after !== undefined);
      expect(pages).toEqual(count < 5_000 ? [1, 0] : [0, 1]);
    },
  );
});
