import type { SettlementRow } from '../domain/settlement.ts';
import { plainFormat } from './plain-settlement.ts';
import { BadCell, type FormatOfHeader, type SettlementFormat } from './settlement-cells.ts';
import { stripeFormat } from './stripe-report.ts';

export const settlementFormats = {
  stripe: stripeFormat,
  csv: () => plainFormat,
} as const satisfies Readonly<Record<string, FormatOfHeader>>;
export type SettlementFormatName = keyof typeof settlementFormats;
export const settlementFormatNames = Object.keys(settlementFormats) as readonly SettlementFormatName[];

/** A line of a report that cannot be read, so that nothing of the report is. */
export class BadReport extends Error {
  readonly line: number;
  readonly column: string | undefined;

  constructor(line: number, message: string, column?: string) {
    super(`line ${line}${column === undefined ? '' : `, column ${column}`}: ${message}.`);
    this.line = line;
    this.column = column;
  }
}

/** A record of a CSV file, and the line that it ends on. */
export type ReportRecord = Readonly<{ values: readonly string[]; line: number }>;

/** Reads the records of a report one by one. Throws BadReport for the first that cannot be read. */
export function reportReader(formatOf: FormatOfHeader) {
  let known: Readonly<{ header: readonly string[]; format: SettlementFormat }> | undefined;
  return {
    /** The row of a record; undefined for the header, which is the first record. */
    read({ values, line }: ReportRecord): SettlementRow | undefined {
      if (known !== undefined) return readRow(known.header, values, line, known.format);
      const header = values.map((name) => name.trim());
      const format = formatOf(header);
      requireColumns(header, format);
      known = { header, format };
      return undefined;
    },
    /** After the last record. */
    end(): void {
      if (known === undefined) throw new BadReport(1, `the header is missing: ${formatOf([]).required.join(',')}`);
    },
  };
}

function requireColumns(header: readonly string[], { required, optional, mayHaveOthers }: SettlementFormat): void {
  const missing = required.find((column) => !header.includes(column));
  if (missing !== undefined) throw new BadReport(1, `the column ${missing} is missing`);
  const known = new Set([...required, ...optional]);
  const unknown = header.find((column) => !known.has(column));
  if (unknown !== undefined && !mayHaveOthers) {
    throw new BadReport(1, `there is no column ${unknown}. The columns are ${[...known].join(', ')}`);
  }
  const repeated = header.find((column, index) => known.has(column) && header.indexOf(column) !== index);
  if (repeated !== undefined) throw new BadReport(1, `the column ${repeated} is repeated`);
}

function readRow(
  header: readonly string[],
  values: readonly string[],
  line: number,
  { required, optional, read }: SettlementFormat,
): SettlementRow {
  if (values.length !== header.length) {
    throw new BadReport(line, `there are ${values.length} values for ${header.length} columns`);
  }
  const wanted = new Set([...required, ...optional]);
  const cells = header.flatMap((column, index) =>
    wanted.has(column) ? [[column, values[index]?.trim() ?? ''] as const] : [],
  );
  try {
    return read(new Map(cells));
  } catch (error) {
    if (!(error instanceof BadCell)) throw error;
    throw new BadReport(line, error.message, error.column);
  }
}
