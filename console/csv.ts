export type CsvColumn<Row> = Readonly<{ name: string; value: (row: Row) => string | number | null | undefined }>;

/** CSV (RFC 4180) with a header line. */
export function csvOf<Row>(columns: readonly CsvColumn<Row>[], rows: readonly Row[]): string {
  const lines = [columns.map(({ name }) => name), ...rows.map((row) => columns.map(({ value }) => value(row) ?? ''))];
  return lines.map((cells) => `${cells.map((cell) => csvCell(String(cell))).join(',')}\r\n`).join('');
}

/**
 * Spreadsheets run a cell that begins like a formula, and clients choose ids and references: an apostrophe makes it text.
 * A negative number stays one. https://owasp.org/www-community/attacks/CSV_Injection
 */
function csvCell(text: string): string {
  const isFormula = /^[=+\-@\t\r]/.test(text) && !/^-?\d+(\.\d+)?$/.test(text);
  const safe = isFormula ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
