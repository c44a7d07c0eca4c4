/** A table with notes below it. */
export type Table = Readonly<{
  title: string;
  columns: readonly string[];
  rows: readonly (readonly string[])[];
  notes?: readonly string[];
}>;

/** Formats a table as text. The first column is left-aligned, the others are right-aligned. */
export function tableText({ title, columns, rows, notes = [] }: Table): string {
  const all = [columns, ...rows];
  const widths = columns.map((_, index) => Math.max(...all.map((row) => (row[index] ?? '').length)));
  const line = (row: readonly string[]) =>
    widths
      .map((width, index) => (index === 0 ? (row[index] ?? '').padEnd(width) : (row[index] ?? '').padStart(width)))
      .join('  ')
      .trimEnd();
  return [title, ...all.map((row) => `  ${line(row)}`), ...notes.map((note) => `  ${note}`), ''].join('\n');
}

/** Formats a table as Markdown. */
export function tableMarkdown({ columns, rows }: Omit<Table, 'title'>): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  const rule = columns.map((_, index) => (index === 0 ? '---' : '---:'));
  return [line(columns), line(rule), ...rows.map(line)].join('\n');
}

/** The ratio to another figure, such as `0.64 ×`. Empty if there is no other figure. */
export const times = (figure: number, of: number | undefined): string =>
  of === undefined ? '' : `${(figure / of).toFixed(2)} ×`;
