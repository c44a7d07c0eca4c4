import type { Column } from './payment-columns.ts';

/**
 * A spreadsheet runs a cell that starts like this as a formula, unless it is a plain number. References and ids come from
 * clients, so such a cell is prefixed with an apostrophe: https://owasp.org/www-community/attacks/CSV_Injection
 */
const formula = /^[=+\-@\t\r]/;
const plainNumber = /^-?\d+(\.\d+)?$/;
const escaped = /^'+[=+\-@\t\r]/;

/** A line of CSV (RFC 4180), without its line break. */
export const csvLine = (values: readonly string[]): string => values.map((value) => quoted(guarded(value))).join(',');

/** Quotes a value that contains CSV syntax. */
const quoted = (value: string) => (/[",\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value);

const guarded = (value: string) =>
  (formula.test(value) && !plainNumber.test(value)) || escaped.test(value) ? `'${value}` : value;

/** Reverses `csvLine`'s apostrophe, but only in files with a column that only exports have: others may mean it. */
export const unguarded = (header: readonly Column[], value: string): string =>
  header.includes('fingerprint') && escaped.test(value) ? value.slice(1) : value;
