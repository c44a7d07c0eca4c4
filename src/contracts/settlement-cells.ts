import { holdsCardNumber } from '../domain/card-number.ts';
import { isCurrency } from '../domain/currency.ts';
import { type Money, readMoney } from '../domain/money.ts';
import { Refusal } from '../domain/refusal.ts';
import type { SettlementRow } from '../domain/settlement.ts';

/** The cells of a row by column; cells of columns that a format does not name are left out. */
export type Cells = ReadonlyMap<string, string>;

/** How a report is read. `read` throws BadCell. */
export type SettlementFormat = Readonly<{
  required: readonly string[];
  optional: readonly string[];
  /** Whether other columns are ignored. */
  mayHaveOthers: boolean;
  read: (cells: Cells) => SettlementRow;
}>;

/** The format of a file, by the columns of its header: a processor may split what it settled into several reports. */
export type FormatOfHeader = (columns: readonly string[]) => SettlementFormat;

/** A cell that cannot be read. */
export class BadCell extends Error {
  readonly column: string;

  constructor(column: string, message: string) {
    super(message);
    this.column = column;
  }
}

const instantText = /^(\d{4}-\d{2}-\d{2})(?:[ T](\d{2}:\d{2}(?::\d{2})?)|$)/;
const idText = /^[\x21-\x7e]{1,128}$/;

/** Reads an id or reference; undefined if the cell is empty or the column missing. */
export function readText(cells: Cells, column: string): string | undefined {
  const text = cells.get(column) || undefined;
  if (text === undefined) return undefined;
  if (!idText.test(text)) throw new BadCell(column, 'it is not 1 to 128 visible ASCII characters');
  if (holdsCardNumber(text)) throw new BadCell(column, 'it looks like a card number');
  return text;
}

export function readRequired(cells: Cells, column: string): string {
  const text = readText(cells, column);
  if (text === undefined) throw new BadCell(column, 'it is missing');
  return text;
}

/**
 * Reads a signed decimal. Digits beyond the currency's are refused unless they are zeros, and so is an empty cell: a row is kept
 * for good, and a payout of nothing would keep the true one out.
 */
export function readAmount(cells: Cells, column: string, currency: string, currencyColumn = 'currency'): Money {
  const text = cells.get(column);
  if (!text) throw new BadCell(column, 'it is missing');
  return moneyIn(text, column, { currency, currencyColumn });
}

/** Reads a fee; zero if the cell is empty or the column missing. */
export const readFee = (cells: Cells, currency: string): bigint =>
  moneyIn(cells.get('fee') || '0', 'fee', { currency, currencyColumn: 'currency' }).minor;

/** `2026-11-28 18:04:05`, or the day alone, in the first of the columns that has it. Throws BadCell. */
export function readInstant(cells: Cells, columns: readonly [string, ...string[]]): string {
  const column = columns.find((name) => cells.get(name)) ?? columns[0];
  const [, day, time = '00:00'] = instantText.exec(cells.get(column) ?? '') ?? [];
  const at = new Date(`${day}T${time}Z`);
  if (Number.isNaN(at.getTime())) throw new BadCell(column, 'it is not a date and time like 2026-11-28 18:04:05');
  return at.toISOString();
}

function moneyIn(
  text: string,
  column: string,
  { currency, currencyColumn }: Readonly<{ currency: string; currencyColumn: string }>,
): Money {
  const code = currency.toUpperCase();
  if (!isCurrency(code)) throw new BadCell(currencyColumn, 'it is not an ISO 4217 code');
  try {
    return readMoney(text, code);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    throw new BadCell(column, error.message);
  }
}
