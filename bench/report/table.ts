/** What a part shows to people: a table, and lines below it. */
export type Table = Readonly<{
  title: string;
  columns: readonly string[];
  rows: readonly (readonly string[])[];
  notes?: readonly string[];
}>;

/** Text in columns: the first is a name and stands left, the others are figures and stand right. */
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

/** The same in Markdown. */
export function tableMarkdown({ columns, rows }: Omit<Table, 'title'>): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  const rule = columns.map((_, index) => (index === 0 ? '---' : '---:'));
  return [line(columns), line(rule), ...rows.map(line)].join('\n');
}

/** `0.64 ×` of another figure, if there is one. */
export const times = (figure: number, of: number | undefined): string =>
  of === undefined ? '' : `${(figure / of).toFixed(2)} ×`;
