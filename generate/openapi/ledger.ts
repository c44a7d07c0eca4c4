import { CorrectionBody } from '../../src/contracts/ledger.ts';
import { accounts } from '../../src/domain/ledger.ts';
import type { Parameter } from './headers.ts';
import { described, type JsonSchema, listOf, nullable, objectOf, oneOf, ref } from './json-schema.ts';
import { ledgerExamples as examples } from './ledger-examples.ts';
import { type Contract, jsonOf, keyField } from './operation.ts';
import { keyRefusals, storeRefusals } from './refusals.ts';

const tag = 'Ledger';

const query = (name: string, description: string, schema: JsonSchema): Parameter => ({
  name,
  in: 'query',
  description,
  schema,
});
const inPath = (name: string, description: string, schema: JsonSchema, example: string): Parameter => ({
  name,
  in: 'path',
  description,
  required: true,
  schema,
  example,
});
const text: JsonSchema = { type: 'string', minLength: 1 };
const day: JsonSchema = { type: 'string', pattern: '^\\d{4}-\\d{2}-\\d{2}$', examples: ['2026-11-28'] };
const hash: JsonSchema = { type: 'string', pattern: '^[0-9a-f]{64}$' };
const entryId = inPath(
  'entry_id',
  '`entry_id` of the entry: the `event_id` of an event.',
  text,
  '1:payment.completed:0',
);
const moment: JsonSchema = { type: 'string', examples: ['2026-11-28T10:00:00Z', '2026-11-28'] };
const whole: JsonSchema = { type: 'integer', minimum: 0 };

const money = objectOf('An amount of one currency.', {
  currency: described(ref('Currency'), 'Currency of the amount.'),
  amount: described(ref('SignedMoney'), 'Sum of the lines. Positive: more debits than credits.'),
});

/** The double-entry ledger. */
export const ledger: Contract = {
  operations: {
    'list-ledger-accounts': {
      tag,
      summary: 'List accounts with their balances',
      description:
        'Lists all accounts. The balances of each currency are read in one transaction, so its trial balance is zero.',
      responses: { 200: { description: 'The accounts.', content: jsonOf('LedgerAccounts', examples.accounts) } },
      refusals: storeRefusals,
    },
    'list-ledger-entries': {
      tag,
      summary: 'List entries of an account',
      description:
        'Lists the entries of an account, newest first: of the last 30 days, or of the range from `since` to `until`. A page may have fewer entries than `limit`, or none, and still lead to another one.',
      parameters: [
        inPath('account', 'Name of the account.', ref('Account'), 'fees'),
        query('since', 'Only entries from this day or instant on (UTC). At most 366 days before `until`.', moment),
        query('until', 'Only entries before this day or instant (UTC). Default: now.', moment),
        query('limit', 'Maximum number of entries to return.', {
          type: 'integer',
          minimum: 1,
          maximum: 500,
          default: 100,
        }),
        query('cursor', '`next_cursor` of the previous page. Send the same filters with it.', text),
      ],
      responses: { 200: { description: 'A page of entries.', content: jsonOf('LedgerEntries', examples.entries) } },
      refusals: [...storeRefusals, 'account_not_found', 'query_invalid'],
    },
    'get-ledger-entry': {
      tag,
      summary: 'Get an entry',
      parameters: [entryId],
      responses: {
        200: { description: 'The entry. It never changes.', content: jsonOf('LedgerEntry', examples.entry) },
      },
      refusals: [...storeRefusals, 'entry_not_found'],
    },
    'get-ledger-seals': {
      tag,
      summary: 'Get the seals of a day',
      description: 'A day is sealed two days later, once for each partition of its events.',
      parameters: [inPath('day', 'Day (UTC).', text, '2026-11-28')],
      responses: { 200: { description: 'The seals.', content: jsonOf('LedgerSeals', examples.seals) } },
      refusals: [...storeRefusals, 'day_not_sealed'],
    },
    'get-ledger-proof': {
      tag,
      summary: 'Get the inclusion proof of an entry',
      description:
        'Proves that the seal of its day commits to an event or entry: `leaf` is SHA-256 of a zero byte and `entry`, and `path` leads from it to the root (RFC 6962, section 2.1.1).',
      parameters: [entryId],
      responses: { 200: { description: 'The proof.', content: jsonOf('LedgerProof', examples.proof) } },
      refusals: [...storeRefusals, 'day_not_sealed', 'entry_not_found'],
    },
    'create-ledger-correction': {
      tag,
      summary: 'Post a correction',
      description: 'Posts an entry whose lines sum to zero in each currency. Requires an idempotency key.',
      keyed: true,
      request: {
        name: 'LedgerCorrection',
        schema: CorrectionBody,
        description: 'The entry to post.',
        fields: {
          reason: 'Why it is posted: one line of visible text.',
          resolves: 'ID of the reconciliation break that it resolves.',
          lines: '2 to 20 lines that sum to zero in each currency. Positive: a debit.',
          ...keyField,
        },
        example: {
          reason: 'Fee of October, which the report did not have',
          lines: [
            { account: 'fees', amount: '0.90', currency: 'EUR' },
            { account: 'processor_receivable', amount: '-0.90', currency: 'EUR' },
          ],
        },
      },
      responses: {
        201: {
          description: 'The entry was posted.',
          content: jsonOf('LedgerEntry', examples.correction),
          headers: ['Location', 'Idempotent-Replayed'],
        },
      },
      refusals: [
        ...storeRefusals,
        ...keyRefusals,
        'amount_format',
        'amount_precision',
        'amount_required',
        'amount_too_large',
        'amount_type',
        'currency_invalid',
        'entry_not_balanced',
        'field_invalid',
        'field_required',
        'idempotency_key_missing',
        'unknown_field',
      ],
    },
  },
  schemas: {
    LedgerLine: objectOf('A change of one account.', {
      account: ref('Account'),
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
            account: ref('Account'),
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
  },
};
