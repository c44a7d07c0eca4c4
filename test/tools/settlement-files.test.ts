import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { type SettlementFormatName, settlementFormats } from '../../src/contracts/settlement-report.ts';
import type { Currency } from '../../src/domain/currency.ts';
import type { SettlementRow } from '../../src/domain/settlement.ts';
import { plainSettlementLines } from '../../tools/data/settlement-csv.ts';
import { settlementRows } from '../../tools/data/settlement-files.ts';
import { seeded } from '../support/random.ts';
import { generatedSettlement } from '../support/settlement.ts';

async function rowsIn(format: SettlementFormatName, ...lines: readonly string[]): Promise<SettlementRow[]> {
  const rows: SettlementRow[] = [];
  for await (const row of settlementRows(Readable.from([lines.join('\n')]), settlementFormats[format])) rows.push(row);
  return rows;
}

const eur = 'EUR' as Currency;
const stripeHeader =
  'automatic_payout_id,automatic_payout_effective_at,balance_transaction_id,created_utc,created,available_on,currency,gross,fee,net,reporting_category,source_id,description,customer_facing_amount,customer_facing_currency,payment_intent_id,refund_metadata[refund_id]';
const stripeRow = (category: string, gross: string, fee = '0.00', more = ',,pi_1,') =>
  `po_1,2026-11-30,txn_1,2026-11-28 18:04:05,2026-11-28 13:04:05,2026-11-30,eur,${gross},${fee},0,${category},ch_1,"Payment, 1",${more}`;

describe("a row of Stripe's payout reconciliation report", () => {
  it('is read by its columns, whatever others there are', async () => {
    expect(await rowsIn('stripe', stripeHeader, stripeRow('charge', '25.00', '0.90'))).toEqual([
      {
        id: 'txn_1',
        kind: 'charge',
        reference: 'pi_1',
        refundId: undefined,
        amount: { minor: 2500n, currency: 'EUR' },
        settled: { minor: 2500n, currency: 'EUR' },
        feeMinor: 90n,
        at: '2026-11-28T18:04:05.000Z',
        payoutId: 'po_1',
      },
    ]);
  });

  it.each([
    ['charge', 'charge'],
    ['partial_capture_reversal', 'capture_reversal'],
    ['refund', 'refund'],
    ['refund_failure', 'refund_reversal'],
    ['dispute', 'dispute'],
    ['dispute_reversal', 'dispute_reversal'],
    ['fee', 'fee'],
    ['payout', 'payout'],
    ['payout_reversal', 'payout'],
    ['risk_reserved_funds', 'other'],
    ['a category of tomorrow', 'other'],
    ['constructor', 'other'],
  ])('with the category %s is of kind %s', async (category, kind) => {
    const rows = rowsIn('stripe', stripeHeader, stripeRow(category.replaceAll(' ', '_'), '-5.00'));
    expect(await rows).toMatchObject([{ kind, amount: { minor: -500n } }]);
  });

  it('has the refund id of its metadata, and the amount in the currency of the customer', async () => {
    const more = '10.00,usd,pi_1,r-7';
    expect(await rowsIn('stripe', stripeHeader, stripeRow('refund', '-9.20', '0.00', more))).toMatchObject([
      { refundId: 'r-7', amount: { minor: -1000n, currency: 'USD' }, settled: { minor: -920n, currency: 'EUR' } },
    ]);
  });

  it.each<[string, readonly string[], string]>([
    ['without a column', [stripeHeader.replace('gross', 'brutto')], 'line 1: the column gross is missing.'],
    [
      'with an amount of three digits',
      [stripeHeader, stripeRow('charge', '1.005')],
      'line 2, column gross: EUR has 2 digits after the point.',
    ],
    ['without an amount', [stripeHeader, stripeRow('payout', '')], 'line 2, column gross: it is missing.'],
    ['with a word for an amount', [stripeHeader, stripeRow('charge', 'much')], 'line 2, column gross:'],
    [
      'without an id',
      [stripeHeader, stripeRow('charge', '1').replace('txn_1', '')],
      'line 2, column balance_transaction_id: it is missing.',
    ],
    [
      'without a time',
      [stripeHeader, stripeRow('charge', '1').replace('2026-11-28 18:04:05', 'now')],
      'line 2, column created_utc:',
    ],
    ['that is empty', [''], 'line 1: the header is missing'],
    ['with too few values', [stripeHeader, 'po_1,x'], 'line 2: there are 2 values for 17 columns.'],
  ])('refuses a report %s, naming line and column', async (_what, lines, message) => {
    await expect(rowsIn('stripe', ...lines)).rejects.toThrow(message);
  });
});

const payoutsHeader =
  'payout_id,effective_at,currency,gross,fee,net,reporting_category,balance_transaction_id,description,payout_expected_arrival_date,payout_status';
const payoutRow = (category: string, gross: string, { fee = '0.00', net = gross, at = '2026-11-30 00:00:00' } = {}) =>
  `po_1,${at},eur,${gross},${fee},${net},${category},txn_9,STRIPE PAYOUT,2026-11-30,paid`;

describe("a row of Stripe's itemised payouts report", () => {
  it('is a payout that the receivable loses, told from the other report by its header', async () => {
    expect(await rowsIn('stripe', payoutsHeader, payoutRow('payout', '24.10'))).toEqual([
      {
        id: 'txn_9',
        kind: 'payout',
        reference: undefined,
        refundId: undefined,
        amount: { minor: -2410n, currency: 'EUR' },
        settled: { minor: -2410n, currency: 'EUR' },
        feeMinor: 0n,
        at: '2026-11-30T00:00:00.000Z',
        payoutId: 'po_1',
      },
    ]);
  });

  it.each<[string, string, Partial<SettlementRow>]>([
    ['that came back', payoutRow('payout_reversal', '-24.10'), { amount: { minor: 2410n, currency: eur } }],
    [
      'that is instant, whose fee the balance loses besides',
      payoutRow('payout', '24.10', { fee: '0.25', net: '24.35' }),
      { amount: { minor: -2410n, currency: eur }, feeMinor: 25n },
    ],
    ['with a day alone', payoutRow('payout', '1.00', { at: '2026-11-30' }), { at: '2026-11-30T00:00:00.000Z' }],
    [
      'with a time to the minute',
      payoutRow('payout', '1.00', { at: '2026-11-30 07:05' }),
      { at: '2026-11-30T07:05:00.000Z' },
    ],
  ])('may be one %s', async (_what, row, wanted) => {
    expect(await rowsIn('stripe', payoutsHeader, row)).toMatchObject([wanted]);
  });

  it.each<[string, readonly string[], string]>([
    ['without a column', [payoutsHeader.replace('net', 'netto')], 'line 1: the column net is missing.'],
    [
      'with a row that is no payout',
      [payoutsHeader, payoutRow('charge', '1.00')],
      'line 2, column reporting_category: it must be payout or payout_reversal in a report of payouts.',
    ],
    [
      'with a payout of the other sign, such as a withdrawal from the bank',
      [payoutsHeader, payoutRow('payout', '-1.00')],
      'line 2, column gross: a payout is never negative; leave the row out, and post it by a correction.',
    ],
    [
      'with a reversal of the other sign',
      [payoutsHeader, payoutRow('payout_reversal', '1.00')],
      'line 2, column gross: a payout_reversal is never positive;',
    ],
    ['without a time', [payoutsHeader, payoutRow('payout', '1.00', { at: '' })], 'line 2, column effective_at'],
  ])('refuses a report %s, naming line and column', async (_what, lines, message) => {
    await expect(rowsIn('stripe', ...lines)).rejects.toThrow(message);
  });
});

describe('a settlement file in the plain format', () => {
  it('is read as it was written', async () => {
    const { rows } = generatedSettlement(200, seeded(5));
    const lines: string[] = [];
    for await (const line of plainSettlementLines(rows)) lines.push(line);
    expect(await rowsIn('csv', ...lines)).toEqual(rows);
  });

  const header = 'id,kind,currency,amount,at';
  it.each<[string, readonly string[], string]>([
    ['an unknown column', [`${header},brutto`], 'line 1: there is no column brutto.'],
    ['a repeated column', [`${header},id`], 'line 1: the column id is repeated.'],
    [
      'an unknown kind',
      [header, 't1,gift,EUR,1,2026-11-28T00:00:00Z'],
      'line 2, column kind: it must be one of charge,',
    ],
    [
      'an unknown currency',
      [header, 't1,fee,XXX,1,2026-11-28T00:00:00Z'],
      'line 2, column currency: it is not an ISO 4217 code.',
    ],
    ['an empty amount', [header, 't1,payout,EUR,,2026-11-28T00:00:00Z'], 'line 2, column amount: it is missing.'],
    ['a day that does not exist', [header, 't1,fee,EUR,1,2026-02-30T00:00:00Z'], 'line 2, column at:'],
    [
      'a card number',
      [header, '4242424242424242,fee,EUR,1,2026-02-20T00:00:00Z'],
      'line 2, column id: it looks like a card number.',
    ],
    [
      'a quote that is not closed',
      [header, '"t1,fee,EUR,1,2026-02-20T00:00:00Z'],
      'a quote is misplaced or not closed',
    ],
  ])('with %s is refused, naming line and column', async (_what, lines, message) => {
    await expect(rowsIn('csv', ...lines)).rejects.toThrow(message);
  });
});
