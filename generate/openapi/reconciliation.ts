import { presentBreaks, presentReconciliation } from '../../src/contracts/reconciliation.ts';
import { settlementFormatNames } from '../../src/contracts/settlement-report.ts';
import { type Break, breakOutcomes } from '../../src/domain/breaks.ts';
import type { Currency } from '../../src/domain/currency.ts';
import { settlementKinds } from '../../src/domain/settlement.ts';
import { largestReport, mostRows } from '../../src/http/csv-body.ts';
import type { Parameter } from './headers.ts';
import { described, type JsonSchema, listOf, objectOf, oneOf, ref } from './json-schema.ts';
import { type Contract, jsonOf } from './operation.ts';
import { storeRefusals } from './refusals.ts';

const tag = 'Ledger';

const query = (name: string, description: string, schema: JsonSchema, required = false): Parameter => ({
  name,
  in: 'query',
  description,
  required,
  schema,
});
const processor = (description: string, required = false) =>
  query(
    'processor',
    description,
    { type: 'string', pattern: '^[a-z][a-z0-9-]{0,39}$', examples: ['stripe'] },
    required,
  );
const missingAfter = query('missing_after_days', 'Days after which an event without a row is a break.', {
  type: 'integer',
  minimum: 0,
  maximum: 365,
  default: 5,
});
const text: JsonSchema = { type: 'string' };
const count: JsonSchema = { type: 'integer', minimum: 0 };

const example: Break = {
  id: 'row:txn_2',
  outcome: 'amount_differs',
  kind: 'charge',
  reference: 'PAY-1',
  difference: [{ currency: 'EUR' as Currency, minor: 1n }],
  since: '2026-11-28T18:04:05.000Z',
  ageDays: 1,
};

const csvExample = `id,kind,currency,amount,at,reference,fee
txn_1,charge,EUR,25.00,2026-11-28T18:04:05Z,PAY-2,0.73
txn_2,charge,EUR,24.99,2026-11-28T18:04:05Z,PAY-1,0.00
`;

/** Comparing the reports of processors with the ledger. */
export const reconciliation: Contract = {
  operations: {
    'reconcile-settlement': {
      tag,
      summary: 'Reconcile a settlement report',
      description:
        'Compares a small report of a processor, and all that was reported earlier about the same payments, with the ledger: posts fees and payouts once for each row, and names what does not agree. ' +
        'The same report may come again, in parts and in any order. A report with a row that cannot be read changes nothing. `npm run reconcile` takes reports of any size, and also finds payments that no report has.',
      parameters: [
        query(
          'format',
          "`stripe`: Stripe's itemised payout reconciliation report, with `payment_intent_id`, or its itemised payouts report. `csv`: the columns of docs/ledger.md.",
          oneOf(...settlementFormatNames),
          true,
        ),
        processor('Whose report it is. Default: `stripe`, or `simulated` for `csv`.'),
        missingAfter,
      ],
      csv: {
        description: `At most ${mostRows} rows and ${largestReport / 1_024} KiB, in UTF-8. Split a larger one, each part with the header.`,
        example: csvExample,
      },
      responses: {
        200: {
          description: 'The report is kept and compared.',
          content: jsonOf(
            'Reconciliation',
            presentReconciliation({
              rows: { stored: 2, known: 0 },
              changed: [],
              posted: 1,
              outcomes: { amount_differs: 1, matched: 1 },
              breaks: [example],
            }),
          ),
        },
      },
      refusals: [
        ...storeRefusals,
        'body_required',
        'body_too_large',
        'invalid_utf8',
        'query_invalid',
        'report_invalid',
        'unsupported_content_encoding',
        'unsupported_media_type',
      ],
    },
    'list-ledger-breaks': {
      tag,
      summary: 'List the open breaks of a payment',
      description: "Compares what was reported about the payments with a processor's reference with their events.",
      parameters: [
        query(
          'reference',
          "The processor's reference of the payment.",
          { type: 'string', minLength: 1, maxLength: 128 },
          true,
        ),
        processor('Whose reference it is.', true),
        missingAfter,
      ],
      responses: { 200: { description: 'The breaks.', content: jsonOf('LedgerBreaks', presentBreaks([example])) } },
      refusals: [...storeRefusals, 'query_invalid'],
    },
  },
  schemas: {
    Reconciliation: objectOf('Result of a settlement report.', {
      rows: objectOf('Numbers of rows.', {
        stored: { ...count, description: 'New ones.' },
        known: { ...count, description: 'Ones that came before.' },
      }),
      changed: described(listOf(text), 'IDs of rows that came before with another content. The first content is kept.'),
      posted: { ...count, description: 'Number of fees, payouts and conversions that were posted now.' },
      outcomes: {
        type: 'object',
        additionalProperties: count,
        description: 'Number of rows and events by result, such as `matched`.',
      },
      breaks: described(listOf(ref('LedgerBreak')), 'What does not agree, oldest first.'),
    }),
    LedgerBreaks: objectOf('Open breaks.', {
      breaks: described(listOf(ref('LedgerBreak')), 'The breaks, oldest first.'),
    }),
    LedgerBreak: objectOf(
      'A row or an event that does not agree with the other side, and that no correction resolved.',
      {
        id: described(
          text,
          'ID for `resolves` of a correction: `row:` and the ID of the row, or `entry:` and that of the event; after `corrected:` for `corrected_and_matched`.',
        ),
        outcome: described(
          oneOf(...breakOutcomes),
          '`amount_differs`, `fee_differs`: row and event disagree. `unknown_to_us`: no event has this reference and kind. `duplicate`: another row accounts for the event. `missing_at_processor`: no row, and overdue. `corrected_and_matched`: a correction resolved a break whose other side has come since, so it has to be undone.',
        ),
        kind: described(oneOf(...settlementKinds), 'What the row or event is about.'),
        reference: { type: ['string', 'null'], description: "The processor's reference." },
        difference: described(
          listOf(
            objectOf('An amount.', {
              currency: described(ref('Currency'), 'Currency of the amount.'),
              amount: described(ref('SignedMoney'), 'Positive: the books have more than the report.'),
            }),
          ),
          'Amount in our books less the one in the report: left in the receivable because of this break. Empty for `corrected_and_matched`: it is what the correction posted.',
        ),
        since: described(ref('Timestamp'), 'When it happened.'),
        age_days: { ...count, description: 'Whole days since then.' },
      },
    ),
  },
};
