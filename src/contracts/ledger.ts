import {
  type Account,
  accountNames,
  accounts,
  type Balance,
  isAccount,
  type JournalEntry,
  type Line,
} from '../domain/ledger.ts';
import type { Hash } from '../domain/merkle.ts';
import { Refusal } from '../domain/refusal.ts';
import { type Seal, sealHash } from '../domain/seal.ts';
import { type CursorScope, cursorAt } from './cursor.ts';
import { type AskedEvents, readEventList } from './event-list.ts';
import { readBy } from './fields.ts';
import { amountNumber } from './numbers.ts';
import { refuse } from './read.ts';

export const AccountName = readBy((value, context): Account => {
  if (typeof value === 'string' && isAccount(value)) return value;
  return refuse(context, 'field_invalid', `account is one of ${accountNames.join(', ')}`);
});

/** Reads the query of a list of entries: that of events, without their own filters. */
export function readEntryList(query: ReadonlyMap<string, readonly string[]>): AskedEvents {
  const foreign = ['type', 'payment_id'].find((name) => query.has(name));
  if (foreign === undefined) return readEventList(query);
  throw new Refusal('query_invalid', 'the parameters are since, until, limit, cursor', { field: foreign });
}

export const entryScope = (account: Account, { filter }: AskedEvents): CursorScope => [
  'entries',
  account,
  filter.since ?? null,
  filter.until ?? null,
];

/** All accounts with their balances; the trial balance of each currency, which is zero. */
export function presentAccounts(balances: readonly Balance[]) {
  const currencies = [...new Set(balances.map(({ currency }) => currency))].sort();
  const sums = currencies.map((currency) => {
    const own = balances.filter((one) => one.currency === currency);
    return { currency, amount: amountNumber({ currency, minor: own.reduce((sum, { minor }) => sum + minor, 0n) }) };
  });
  return {
    accounts: accountNames.map((account) => ({
      account,
      kind: accounts[account],
      balances: balances.filter((one) => one.account === account).map(presentMoney),
    })),
    trial_balance: sums,
  };
}

const presentMoney = ({ currency, minor }: Pick<Balance, 'currency' | 'minor'>) => ({
  currency,
  amount: amountNumber({ currency, minor }),
});

export const presentLine = ([account, currency, minor]: Line) => ({ account, ...presentMoney({ currency, minor }) });

export const presentEntry = ({ id, type, at, postedAt, paymentId, lines, reason, resolves }: JournalEntry) => ({
  entry_id: id,
  type,
  at,
  posted_at: postedAt ?? at,
  payment_id: paymentId ?? null,
  reason: reason ?? null,
  resolves: resolves ?? null,
  lines: lines.map(presentLine),
});

type LedgerPage = Readonly<{ entries: readonly JournalEntry[]; next: string | undefined }>;

export const presentEntries = (
  { entries, next }: LedgerPage,
  account: Account,
  asked: AskedEvents,
  cursorKey: string,
) => ({
  entries: entries.map(presentEntry),
  count: entries.length,
  limit: asked.limit,
  has_more: next !== undefined,
  next_cursor: next === undefined ? null : cursorAt(next, entryScope(account, asked), cursorKey),
});

export const presentSeal = (seal: Seal) => ({
  day: seal.day,
  shard: seal.shard,
  count: seal.count,
  root: seal.root,
  sums: seal.sums.map(({ account, currency, minor }) => presentLine([account, currency, minor])),
  previous: seal.previous ?? null,
  hash: sealHash(seal),
  sealed_at: seal.sealedAt,
});

type Proof = Readonly<{ seal: Seal; index: number; text: string; leaf: Hash; path: readonly Hash[] }>;

/** Everything that an RFC 6962 verifier needs, and the bytes that the leaf is a hash of. */
export const presentProof = (id: string, { seal, index, text, leaf, path }: Proof) => ({
  entry_id: id,
  entry: text,
  leaf: leaf.toString('hex'),
  index,
  path: path.map((hash) => hash.toString('hex')),
  seal: presentSeal(seal),
});
