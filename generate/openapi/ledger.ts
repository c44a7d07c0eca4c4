import { CorrectionBody } from '../../src/contracts/ledger-correction.ts';
import type { Parameter } from './headers.ts';
import { type JsonSchema, ref } from './json-schema.ts';
import { ledgerExamples as examples } from './ledger-examples.ts';
import { ledgerSchemas } from './ledger-schemas.ts';
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
const entryId = inPath(
  'entry_id',
  '`entry_id` of the entry: the `event_id` of an event.',
  text,
  '1:payment.completed:0',
);
const moment: JsonSchema = { type: 'string', examples: ['2026-11-28T10:00:00Z', '2026-11-28'] };

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
          resolves:
            'ID of the reconciliation break that it resolves, which must be there, and be resolved by no other correction.',
          processor:
            'Processor whose report has the row of that break. Default: the one of simulated, stripe and mollie that has it; required if several have.',
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
        'break_not_found',
        'break_resolved',
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
  schemas: ledgerSchemas,
};
