import type { Readable } from 'node:stream';
import { CsvError } from 'csv-parse';
import { CommandRefusal } from '../../hermetic/process/command.ts';
import { fileRefusal } from '../../hermetic/process/file-refusal.ts';
import { unguarded } from './csv-line.ts';
import { csvRecords } from './csv-records.ts';
import { allColumns, BadValue, type Column, requiredColumns } from './payment-columns.ts';
import { type ReadPayment, readPaymentRow } from './read-payment-row.ts';

/** A row of a file: its payment and the line on which it ends, or an error message with line and column. */
export type ReadRow = Readonly<({ line: number } & ReadPayment) | { wrong: string }>;

/** More than a row of the largest DynamoDB item (400 KB) can be, even if all of it is escaped. */
const longestRow = 4 * 1024 * 1024;

/** Reads a file of payments row by row, with backpressure. Throws Refusal if it is not valid CSV. */
export async function* csvRows(file: Readable, onBytes?: (read: number) => void): AsyncGenerator<ReadRow, void> {
  let header: readonly Column[] | undefined;
  try {
    for await (const { record, info } of csvRecords(file, longestRow)) {
      onBytes?.(info.bytes);
      if (header === undefined) header = readHeader(record);
      else yield readRecord(header, record, info.lines);
    }
  } catch (error) {
    if (!(error instanceof CsvError)) throw fileRefusal(error, 'The file', 'read');
    throw new CommandRefusal(`line ${error.lines}: ${describeCsvError(error)}; nothing after it can be read.`, 1);
  }
  if (header === undefined) throw new CommandRefusal(`line 1: the header is missing: ${requiredColumns.join(',')}.`, 1);
}

function readHeader(names: readonly string[]): readonly Column[] {
  const header = names.map((name) => {
    const column = allColumns.find((one) => one === name.trim());
    if (column === undefined) {
      throw new CommandRefusal(`line 1: there is no column ${name}. The columns are ${allColumns.join(', ')}.`, 1);
    }
    return column;
  });
  const missing = requiredColumns.find((column) => !header.includes(column));
  if (missing !== undefined) throw new CommandRefusal(`line 1: the column ${missing} is missing.`, 1);
  if (new Set(header).size < header.length) throw new CommandRefusal('line 1: a column is repeated.', 1);
  return header;
}

function readRecord(header: readonly Column[], values: readonly string[], line: number): ReadRow {
  if (values.length !== header.length) {
    return { wrong: `line ${line}: there are ${values.length} values for ${header.length} columns` };
  }
  const cells = header.map((column, index) => [column, unguarded(header, values[index]?.trim() ?? '')]);
  try {
    return { line, ...readPaymentRow(Object.fromEntries(cells)) };
  } catch (error) {
    if (!(error instanceof BadValue)) throw error;
    return { wrong: `line ${line}, column ${error.column}: ${error.message}` };
  }
}

/** Not the parser's message, because that contains values of the file. */
function describeCsvError({ code }: CsvError): string {
  if (code === 'CSV_MAX_RECORD_SIZE') return `a row is longer than ${longestRow} characters: is a quote not closed?`;
  if (code === 'CSV_QUOTE_NOT_CLOSED') return 'a quote is not closed';
  return 'a quote is misplaced';
}
