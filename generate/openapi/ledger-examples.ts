import { presentAccounts, presentEntry, presentProof, presentSeal } from '../../src/contracts/ledger.ts';
import type { Currency } from '../../src/domain/currency.ts';
import { type JournalEntry, move, RunningBalances } from '../../src/domain/ledger.ts';
import { inclusionProof, merkleRoot } from '../../src/domain/merkle.ts';
import { leafOf, leafText, type Seal } from '../../src/domain/seal.ts';

const currency = 'EUR' as Currency;
const at = '2026-11-28T10:00:00.250Z';

const charged: JournalEntry = {
  id: '1:payment.completed:0',
  type: 'payment.completed',
  at,
  postedAt: undefined,
  paymentId: '1',
  lines: move('sales', 'processor_receivable', { minor: 2500n, currency }),
  reason: undefined,
  resolves: undefined,
};

const correction: JournalEntry = {
  ...charged,
  id: 'correction:0c7b60b8-2d4f-8a55-9b6e-6f0a2f4a1f0e',
  type: 'correction',
  paymentId: undefined,
  lines: move('processor_receivable', 'fees', { minor: 90n, currency }),
  reason: 'Fee of October, which the report did not have',
};

const sums = new RunningBalances().add(charged.lines).add(correction.lines);
const items = [{ id: '1', sort: 'payment.completed#0', type: 'payment.completed', at }, { id: '2' }];
const leaves = items.map(leafOf);
const seal: Seal = {
  day: '2026-11-28',
  shard: 0,
  count: items.length,
  root: merkleRoot(leaves).toString('hex'),
  sums: sums.sorted(),
  previous: undefined,
  leafPrefixes: undefined,
  sealedAt: '2026-11-30T03:00:00.000Z',
};
const [item = {}, leaf = Buffer.alloc(0)] = [items[0], leaves[0]];
const page = { count: 1, limit: 100, has_more: false, next_cursor: null };

/** Example responses of the ledger, made by the functions that answer. */
export const ledgerExamples = {
  accounts: presentAccounts(sums.sorted()),
  entry: presentEntry(charged),
  entries: { entries: [presentEntry(correction)], ...page },
  correction: presentEntry(correction),
  seals: { day: seal.day, seals: [presentSeal(seal)] },
  proof: presentProof(charged.id, { seal, index: 0, text: leafText(item), leaf, path: inclusionProof(leaves, 0) }),
};
