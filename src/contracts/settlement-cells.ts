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

/** A cell that cannot be read. */
export class BadCell extends Error {
  readonly column: string;

  constructor(column: string, message: string) {
    super(message);
    this.column = column;
  }
}

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
