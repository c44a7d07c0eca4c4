import type { Column } from './payment-columns.ts';

/**
 * How a spreadsheet takes a cell for a formula (https://owasp.org/www-community/attacks/CSV_Injection), unless it is a
 * plain number. References and ids come from outside, so a cell that begins so is written behind an apostrophe.
 */
const formula = /^[=+\-@\t\r]/;
const plainNumber = /^-?\d+(\.\d+)?$/;
const escaped = /^'+[=+\-@\t\r]/;

/** A line of CSV (RFC 4180) without its end. */
export const csvLine = (values: readonly string[]): string => values.map((value) => quoted(guarded(value))).join(',');

/** A value that could be taken for something else stands in quotes. */
const quoted = (value: string) => (/[",\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value);

const guarded = (value: string) =>
  (formula.test(value) && !plainNumber.test(value)) || escaped.test(value) ? `'${value}` : value;

/** The value that `csvLine` wrote. A file without a column of an export's own was written by others: it stays as it is. */
export const unguarded = (header: readonly Column[], value: string): string =>
  header.includes('fingerprint') && escaped.test(value) ? value.slice(1) : value;
