import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { csvOf } from '../../console/csv.ts';

const columns = [{ name: 'text', value: (row: string) => row }];

describe('CSV of the console', () => {
  it.each([
    ['plain', 'plain'],
    ['a,b', '"a,b"'],
    ['say "x"', '"say ""x"""'],
    ['two\nlines', '"two\nlines"'],
    // A spreadsheet would run these.
    ['=HYPERLINK("x")', '"\'=HYPERLINK(""x"")"'],
    ['@SUM(A1)', "'@SUM(A1)"],
    ['+1', "'+1"],
    ['-2+3', "'-2+3"],
    ['-5.25', '-5.25'],
  ])('%j is written as %s', (text, cell) => expect(csvOf(columns, [text])).toBe(`text\r\n${cell}\r\n`));

  it('a missing value is an empty cell', () => {
    const rows = [{ order: null }, { order: undefined }, { order: 0 }];
    const table = csvOf<{ order: number | null | undefined }>([{ name: 'order', value: ({ order }) => order }], rows);
    expect(table).toBe('order\r\n\r\n\r\n0\r\n');
  });

  it('a reader of CSV finds every text again, but for the apostrophe before a formula', () => {
    fc.assert(
      fc.property(fc.array(fc.array(fc.string(), { minLength: 2, maxLength: 2 })), (rows) => {
        const pair = [0, 1].map((at) => ({ name: `c${at}`, value: (row: readonly string[]) => row[at] ?? '' }));
        const read: string[][] = parse(csvOf(pair, rows), { fromLine: 2, relax_column_count: true });
        expect(read.map((row) => row.map(plain))).toEqual(rows.map((row) => row.map(plain)));
      }),
    );
  });
});

const plain = (text: string) => text.replace(/^'/, '');
