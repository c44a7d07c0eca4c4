import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Currency } from '../../src/domain/currency.ts';
import type { JournalEntry } from '../../src/domain/ledger.ts';
import { beancountLines } from '../../tools/data/beancount.ts';
import { writeLines } from '../../tools/data/files.ts';
import { ledgerCsvLines } from '../../tools/data/ledger-csv.ts';
import { generatedBooks, journalEntry } from '../support/generated-books.ts';
import { beanCheck, missing } from '../support/peers.ts';
import { seeded } from '../support/random.ts';

const linesIn = async (lines: AsyncIterable<string>) => {
  const all: string[] = [];
  for await (const line of lines) all.push(line);
  return all;
};

const jpy = 'JPY' as Currency;
const entries: readonly JournalEntry[] = [
  journalEntry(),
  journalEntry({
    id: 'c"1',
    type: 'correction',
    at: '2026-11-20T00:00:00.000Z',
    postedAt: '2026-11-25T00:00:00.000Z',
    paymentId: undefined,
    reason: 'a fee that\nnobody reported',
    lines: [
      ['fees', jpy, 90n],
      ['processor_receivable', jpy, -90n],
    ],
  }),
];

describe('an export of the ledger', () => {
  it('for beancount has options, accounts, entries and balances on the day after the last entry', async () => {
    expect(await linesIn(beancountLines(entries))).toMatchInlineSnapshot(`
      [
        "option "title" "Payments"",
        "option "tolerance_multiplier" "0.1"",
        "1970-01-01 open Assets:Processor:Receivable",
        "1970-01-01 open Income:Sales",
        "1970-01-01 open Income:Refunds",
        "1970-01-01 open Expenses:Fees:Processor",
        "1970-01-01 open Expenses:Disputes",
        "1970-01-01 open Assets:Payouts",
        "1970-01-01 open Equity:Clearing",
        "1970-01-01 open Assets:Pending:Receivable",
        "1970-01-01 open Liabilities:Pending:Sales",
        "option "inferred_tolerance_default" "EUR:0.001"",
        "1970-01-01 commodity EUR",
        "",
        "2026-11-28 * "payment.completed" ^p1",
        "  entry: "p1:payment.completed:0"",
        "  at: "2026-11-28T23:59:59.999Z"",
        "  Assets:Processor:Receivable  25.00 EUR",
        "  Income:Sales  -25.00 EUR",
        "option "inferred_tolerance_default" "JPY:0.1"",
        "1970-01-01 commodity JPY",
        "",
        "2026-11-25 * "correction"",
        "  entry: "c\\"1"",
        "  at: "2026-11-20T00:00:00.000Z"",
        "  reason: "a fee that nobody reported"",
        "  Expenses:Fees:Processor  90 JPY",
        "  Assets:Processor:Receivable  -90 JPY",
        "",
        "2026-11-29 balance Expenses:Fees:Processor  90 ~ 0.1 JPY",
        "2026-11-29 balance Assets:Processor:Receivable  25.00 ~ 0.001 EUR",
        "2026-11-29 balance Assets:Processor:Receivable  -90 ~ 0.1 JPY",
        "2026-11-29 balance Income:Sales  -25.00 ~ 0.001 EUR",
      ]
    `);
  });

  it('as CSV has one line for each line of an entry', async () => {
    expect(await linesIn(ledgerCsvLines(entries))).toEqual([
      'entry_id,type,at,payment_id,account,currency,amount,posted_at,reason,resolves',
      'p1:payment.completed:0,payment.completed,2026-11-28T23:59:59.999Z,p1,processor_receivable,EUR,25.00,2026-11-28T23:59:59.999Z,,',
      'p1:payment.completed:0,payment.completed,2026-11-28T23:59:59.999Z,p1,sales,EUR,-25.00,2026-11-28T23:59:59.999Z,,',
      '"c""1",correction,2026-11-20T00:00:00.000Z,,fees,JPY,90,2026-11-25T00:00:00.000Z,"a fee that\nnobody reported",',
      '"c""1",correction,2026-11-20T00:00:00.000Z,,processor_receivable,JPY,-90,2026-11-25T00:00:00.000Z,"a fee that\nnobody reported",',
    ]);
  });
});

describe.skipIf(beanCheck === undefined)(`bean-check${beanCheck ? '' : missing('beancount')}`, () => {
  let directory = '';
  let books = '';
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'books-'));
    books = join(directory, 'books.beancount');
    await writeLines(books, beancountLines(generatedBooks(2_000, seeded(3))));
  });
  afterAll(() => rm(directory, { recursive: true }));
  const check = (file: string) => promisify(execFile)(String(beanCheck), ['--no-cache', file]);

  it('bean-check accepts an export', async () => {
    expect(await check(books)).toMatchObject({ stdout: '', stderr: '' });
  });

  it.each([
    ['EUR', /(Income:Sales {2}-\d+\.)(\d\d)( EUR)/],
    ['JPY', /(Income:Sales {2}-)(\d+)( JPY)/],
    ['KWD', /(Income:Sales {2}-\d+\.)(\d\d\d)( KWD)/],
  ])('bean-check finds one missing minor unit in a transaction in %s', async (_currency, line) => {
    const changed = (await readFile(books, 'utf8')).replace(line, (_all, before, digits, after) => {
      const other = String(digits === '9'.repeat(digits.length) ? Number(digits) - 1 : Number(digits) + 1);
      return `${before}${other.padStart(digits.length, '0')}${after}`;
    });
    const file = join(directory, 'bad.beancount');
    await writeFile(file, changed);
    await expect(check(file)).rejects.toMatchObject({ stderr: expect.stringContaining('does not balance') });
  });

  it('bean-check finds a balance that is off by 0.01, which its own tolerance would hide', async () => {
    const text = await readFile(books, 'utf8');
    const off = text.replace(/(balance Assets:Processor:Receivable {2})0\.00( ~ 0\.001 EUR)/, '$10.01$2');
    expect(off).not.toBe(text);
    const file = join(directory, 'off.beancount');
    await writeFile(file, off);
    await expect(check(file)).rejects.toMatchObject({ stderr: expect.stringContaining('Balance failed') });
    await writeFile(file, off.replaceAll(/ ~ [0-9.]+/g, '').replace(/option ".*tolerance.*\n/g, ''));
    await check(file);
  });
});
