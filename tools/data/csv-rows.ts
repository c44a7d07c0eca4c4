import { pipeline, type Readable } from 'node:stream';
import { CsvError, parse } from 'csv-parse';
import { Refusal } from '../../hermetic/process/command.ts';
import { fileRefusal } from '../../hermetic/process/file-refusal.ts';
import { unguarded } from './csv-line.ts';
import { allColumns, BadValue, type Column, requiredColumns } from './payment-columns.ts';
import { type ReadPayment, readPaymentRow } from './read-payment-row.ts';

/** A row of a file: its payment and the line that it ends on, or what is wrong with it and where. */
export type ReadRow = Readonly<({ line: number } & ReadPayment) | { wrong: string }>;

/** What csv-parse gives with `info`. */
type ParsedRecord = Readonly<{ record: readonly string[]; info: { lines: number; bytes: number } }>;

/** More than the row of the largest item that DynamoDB keeps (400 KB), however much of it has to be escaped. */
const longestRow = 4 * 1024 * 1024;

/** Reads a file of payments row by row, no faster than they are taken. What is no CSV ends it. */
export async function* csvRows(file: Readable, onBytes?: (read: number) => void): AsyncGenerator<ReadRow, void> {
  const parser = parse({
    bom: true,
    info: true,
    relax_column_count: true,
    skip_empty_lines: true,
    max_record_size: longestRow,
  });
  // The parser is told of a fault in the file, and tells us; the file is closed when no more is taken.
  pipeline(file, parser, () => {});
  let header: readonly Column[] | undefined;
  try {
    for await (const { record, info } of parser as AsyncIterable<ParsedRecord>) {
      onBytes?.(info.bytes);
      if (header === undefined) header = readHeader(record);
      else yield readRecord(header, record, info.lines);
    }
  } catch (error) {
    if (!(error instanceof CsvError)) throw fileRefusal(error, 'The file', 'read');
    throw new Refusal(`line ${error.lines}: ${describeCsvError(error)}; nothing after it can be read.`, 1);
  }
  if (header === undefined) throw new Refusal(`line 1: there is no header. It is ${requiredColumns.join(',')}.`, 1);
}

function readHeader(names: readonly string[]): readonly Column[] {
  const header = names.map((name) => {
    const column = allColumns.find((one) => one === name.trim());
    if (column === undefined) throw new Refusal(`line 1: ${name} is none of the columns ${allColumns.join(', ')}.`, 1);
    return column;
  });
  const missing = requiredColumns.find((column) => !header.includes(column));
  if (missing !== undefined) throw new Refusal(`line 1: the column ${missing} is missing.`, 1);
  if (new Set(header).size < header.length) throw new Refusal('line 1: a column stands twice.', 1);
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

/** In our words: the parser's hold what is in the file. */
function describeCsvError({ code }: CsvError): string {
  if (code === 'CSV_MAX_RECORD_SIZE') return `a row is longer than ${longestRow} characters: is a quote left open?`;
  if (code === 'CSV_QUOTE_NOT_CLOSED') return 'a quote is left open';
  return 'a quote stands where none may';
}
