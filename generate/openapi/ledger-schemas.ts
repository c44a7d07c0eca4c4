import { accounts } from '../../src/domain/ledger.ts';
import { described, type JsonSchema, listOf, nullable, objectOf, oneOf, ref } from './json-schema.ts';

const text: JsonSchema = { type: 'string', minLength: 1 };
const day: JsonSchema = { type: 'string', pattern: '^\\d{4}-\\d{2}-\\d{2}$', examples: ['2026-11-28'] };
const hash: JsonSchema = { type: 'string', pattern: '^[0-9a-f]{64}$' };
const whole: JsonSchema = { type: 'integer', minimum: 0 };

const money = objectOf('An amount of one currency.', {
  currency: described(ref('Currency'), 'Currency of the amount.'),
  amount: described(ref('SignedMoney'), 'Sum of the lines. Positive: more debits than credits.'),
});

/** Schemas of the ledger's responses. */
export const ledgerSchemas: Readonly<Record<string, JsonSchema>> = {
  LedgerLine: objectOf('A change of one account.', {
    account: described(ref('Account'), 'Name of the account.'),
    currency: described(ref('Currency'), 'Currency of the amount.'),
    amount: described(ref('SignedMoney'), 'Positive: a debit. Negative: a credit.'),
  }),
  LedgerEntry: objectOf('An entry, whose lines sum to zero in each currency.', {
    entry_id: described(text, 'ID of the entry: that of its event, if it has one.'),
    type: described(text, 'Type of its event, `correction`, or `settlement` for fees and payouts.'),
    at: described(ref('Timestamp'), 'When it happened.'),
    posted_at: described(ref('Timestamp'), 'When it was posted: later, if its own day could be sealed by then.'),
    payment_id: described(nullable(text), 'ID of the payment, if the entry is of one.'),
    reason: described(nullable(text), 'Why it was posted, if it is a correction.'),
    resolves: described(nullable(text), 'ID of the reconciliation break that it resolves.'),
    lines: described(listOf(ref('LedgerLine')), 'The lines.'),
  }),
  LedgerEntries: objectOf('A page of entries, newest first.', {
    entries: described(listOf(ref('LedgerEntry')), 'The entries of this page.'),
    count: described(whole, 'Number of entries in this page.'),
    limit: { type: 'integer', minimum: 1, description: 'The `limit` of the request.' },
    has_more: { type: 'boolean', description: 'Whether there is another page.' },
    next_cursor: {
      type: ['string', 'null'],
      description: 'Send this as `cursor` to get the next page. Null on the last page.',
    },
  }),
  LedgerAccounts: objectOf('All accounts and the trial balance.', {
    accounts: described(
      listOf(
        objectOf('An account.', {
          account: described(ref('Account'), 'Name of the account.'),
          kind: { ...oneOf(...new Set(Object.values(accounts))), description: 'Kind of the account.' },
          balances: described(listOf(money), 'Balance in each currency.'),
        }),
      ),
      'The accounts.',
    ),
    trial_balance: described(listOf(money), 'Sum over all accounts, by currency: zero.'),
  }),
  LedgerSeal: objectOf('Commits to all entries of a day and partition.', {
    day: described(day, 'The day (UTC).'),
    shard: described(whole, 'The partition.'),
    count: described(whole, 'Number of entries and events.'),
    root: described(hash, 'Root of their Merkle tree (RFC 6962).'),
    sums: described(listOf(ref('LedgerLine')), 'Sums of the lines of the day.'),
    previous: described(nullable(hash), 'Hash of the seal of the day before.'),
    hash: described(hash, 'Hash of this seal.'),
    sealed_at: described(ref('Timestamp'), 'When it was sealed.'),
  }),
  LedgerSeals: objectOf('The seals of a day.', {
    day: described(day, 'The day (UTC).'),
    seals: described(listOf(ref('LedgerSeal')), 'One for each partition.'),
  }),
  LedgerProof: objectOf('Inclusion proof of an entry.', {
    entry_id: described(text, 'ID of the entry.'),
    entry: described(text, 'The stored entry or event, byte for byte as it was hashed.'),
    leaf: described(hash, 'Hash of the entry as a leaf.'),
    index: described(whole, 'Position of the leaf.'),
    path: described(listOf(hash), 'Hashes from the sibling of the leaf up to the root.'),
    seal: described(ref('LedgerSeal'), 'The seal that commits to it.'),
  }),
};
