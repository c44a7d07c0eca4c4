import { pipeline, type Readable } from 'node:stream';
import { parse } from 'csv-parse';

/** A row of a CSV file, with the line that it ends on and the bytes that were read so far. */
type CsvRecord = Readonly<{ record: readonly string[]; info: Readonly<{ lines: number; bytes: number }> }>;

/** Reads a CSV file row by row, with backpressure. Throws CsvError for what is no CSV, and the error of a failed read. */
export function csvRecords(file: Readable, longestRow: number): AsyncIterable<CsvRecord> {
  const parser = parse({
    bom: true,
    info: true,
    relax_column_count: true,
    skip_empty_lines: true,
    max_record_size: longestRow,
  });
  // Passes on read errors to the parser, and closes the file when the consumer stops early.
  pipeline(file, parser, () => {});
  return parser as AsyncIterable<CsvRecord>;
}
