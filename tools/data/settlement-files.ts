import { open } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { CsvError } from 'csv-parse';
import { CommandRefusal } from '../../hermetic/process/command.ts';
import { fileRefusal } from '../../hermetic/process/file-refusal.ts';
import type { FormatOfHeader } from '../../src/contracts/settlement-cells.ts';
import {
  BadReport,
  reportReader,
  type SettlementFormatName,
  settlementFormats,
} from '../../src/contracts/settlement-report.ts';
import { isProcessorName, type ProcessorName, processorNames } from '../../src/domain/processor-name.ts';
import type { SettlementRow } from '../../src/domain/settlement.ts';
import { csvRecords } from './csv-records.ts';

export { type SettlementFormatName, settlementFormatNames } from '../../src/contracts/settlement-report.ts';

const longestRow = 1024 * 1024;

/** Reads a settlement report row by row. Throws CommandRefusal with line and column for the first row that cannot be read. */
export async function* settlementRows(file: Readable, formatOf: FormatOfHeader): AsyncGenerator<SettlementRow, void> {
  const reader = reportReader(formatOf);
  try {
    for await (const { record, info } of csvRecords(file, longestRow)) {
      const row = reader.read({ values: record, line: info.lines });
      if (row !== undefined) yield row;
    }
    reader.end();
  } catch (error) {
    if (error instanceof BadReport) throw new CommandRefusal(error.message, 1);
    if (!(error instanceof CsvError)) throw fileRefusal(error, 'The file', 'read');
    throw new CommandRefusal(
      `line ${error.lines}: a quote is misplaced or not closed; nothing after it can be read.`,
      1,
    );
  }
}

/** A report of a misspelt processor would be kept for good, and have no payments. Throws CommandRefusal. */
export function processorFrom(text: string): ProcessorName {
  if (isProcessorName(text)) return text;
  throw new CommandRefusal(`--processor is one of ${processorNames.join(', ')}, not ${text}`);
}

/** All rows of a file, so that a bad one ends the run before anything is written. Throws CommandRefusal. */
export async function settlementRowsIn(path: string, format: SettlementFormatName): Promise<SettlementRow[]> {
  const file = await open(path).catch((error: unknown) => {
    throw fileRefusal(error, path, 'read');
  });
  const rows: SettlementRow[] = [];
  for await (const row of settlementRows(file.createReadStream(), settlementFormats[format])) rows.push(row);
  return rows;
}
