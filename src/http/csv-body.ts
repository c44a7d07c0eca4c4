import { CsvError, parse } from 'csv-parse/sync';
import {
  BadReport,
  type ReportRecord,
  reportReader,
  type SettlementFormatName,
  settlementFormats,
} from '../contracts/settlement-report.ts';
import { Refusal } from '../domain/refusal.ts';
import type { SettlementRow } from '../domain/settlement.ts';
import { csvBytes } from './body.ts';
import type { Request } from './request.ts';

/** In bytes, and rows: what one request has time for. */
export const largestReport = 262_144;
export const mostRows = 250;

/** Reads a settlement report. Refuses all of it for the first line that cannot be read. */
export function settlementBody(request: Request, format: SettlementFormatName): readonly SettlementRow[] {
  const records = recordsIn(csvBytes(request, largestReport));
  const tooMany = records[mostRows + 1];
  if (tooMany !== undefined) {
    const detail = `line ${tooMany.line}: a report has at most ${mostRows} rows in one request; split it, each part with the header`;
    throw new Refusal('body_too_large', detail, { more: { line: tooMany.line } });
  }
  const reader = reportReader(settlementFormats[format]);
  try {
    const rows = records.map((record) => reader.read(record));
    reader.end();
    return rows.filter((row) => row !== undefined);
  } catch (error) {
    if (!(error instanceof BadReport)) throw error;
    throw unreadable(error.line, error.message, error.column);
  }
}

function recordsIn(bytes: Buffer): readonly ReportRecord[] {
  const records: ReportRecord[] = [];
  try {
    parse(bytes, {
      bom: true,
      relax_column_count: true,
      skip_empty_lines: true,
      on_record(values: readonly string[], { lines }) {
        records.push({ values, line: lines });
        return null;
      },
    });
    return records;
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    // Not the parser's message, because that contains values of the file.
    throw unreadable(
      error.lines,
      `line ${error.lines}: a quote is misplaced or not closed; nothing after it can be read.`,
    );
  }
}

const unreadable = (line: unknown, detail: string, column?: string) =>
  new Refusal('report_invalid', detail, { more: { line, ...(column !== undefined && { column }) } });
