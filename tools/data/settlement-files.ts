import { open } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { CsvError } from 'csv-parse';
import { CommandRefusal } from '../../hermetic/process/command.ts';
import { fileRefusal } from '../../hermetic/process/file-refusal.ts';
import type { SettlementRow } from '../../src/domain/settlement.ts';
import { csvRecords } from './csv-records.ts';
import { BadCell, type SettlementFormat } from './settlement-cells.ts';
import { plainFormat } from './settlement-csv.ts';
import { stripeFormat } from './stripe-report.ts';

export const settlementFormats = { stripe: stripeFormat, csv: plainFormat } as const;
export type SettlementFormatName = keyof typeof settlementFormats;
export const settlementFormatNames = Object.keys(settlementFormats) as readonly SettlementFormatName[];

const longestRow = 1024 * 1024;

/** Reads a settlement report row by row. Throws Refusal with line and column for the first row that cannot be read. */
export async function* settlementRows(file: Readable, format: SettlementFormat): AsyncGenerator<SettlementRow, void> {
  let header: readonly string[] | undefined;
  try {
    for await (const { record, info } of csvRecords(file, longestRow)) {
      if (header === undefined) header = readHeader(record, format);
      else yield readRow(header, record, info.lines, format);
    }
  } catch (error) {
    if (error instanceof CommandRefusal) throw error;
    if (!(error instanceof CsvError)) throw fileRefusal(error, 'The file', 'read');
    throw new CommandRefusal(
      `line ${error.lines}: a quote is misplaced or not closed; nothing after it can be read.`,
      1,
    );
  }
  if (header === undefined) throw new CommandRefusal(`line 1: the header is missing: ${format.required.join(',')}.`, 1);
}

function readHeader(names: readonly string[], { required, optional, mayHaveOthers }: SettlementFormat): string[] {
  const header = names.map((name) => name.trim());
  const missing = required.find((column) => !header.includes(column));
  if (missing !== undefined) throw new CommandRefusal(`line 1: the column ${missing} is missing.`, 1);
  const known = new Set([...required, ...optional]);
  const unknown = header.find((column) => !known.has(column));
  if (unknown !== undefined && !mayHaveOthers) {
    throw new CommandRefusal(`line 1: there is no column ${unknown}. The columns are ${[...known].join(', ')}.`, 1);
  }
  const repeated = header.find((column, index) => known.has(column) && header.indexOf(column) !== index);
  if (repeated !== undefined) throw new CommandRefusal(`line 1: the column ${repeated} is repeated.`, 1);
  return header;
}

function readRow(
  header: readonly string[],
  values: readonly string[],
  line: number,
  { required, optional, read }: SettlementFormat,
): SettlementRow {
  if (values.length !== header.length) {
    throw new CommandRefusal(`line ${line}: there are ${values.length} values for ${header.length} columns.`, 1);
  }
  const wanted = new Set([...required, ...optional]);
  const cells = header.flatMap((column, index) =>
    wanted.has(column) ? [[column, values[index]?.trim() ?? ''] as const] : [],
  );
  try {
    return read(new Map(cells));
  } catch (error) {
    if (!(error instanceof BadCell)) throw error;
    throw new CommandRefusal(`line ${line}, column ${error.column}: ${error.message}.`, 1);
  }
}

/** All rows of a file, so that a bad one ends the run before anything is written. Throws Refusal. */
export async function settlementRowsIn(path: string, format: SettlementFormatName): Promise<SettlementRow[]> {
  const file = await open(path).catch((error: unknown) => {
    throw fileRefusal(error, path, 'read');
  });
  const rows: SettlementRow[] = [];
  for await (const row of settlementRows(file.createReadStream(), settlementFormats[format])) rows.push(row);
  return rows;
}
