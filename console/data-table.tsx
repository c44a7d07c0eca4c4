import type { ComponentChildren } from 'preact';
import { TableBox } from './parts.tsx';

/** A column: its name, where it is shown (`wide`: not on a phone; `number`: right-aligned), and its cell of a row. */
export type TableColumn<Row> = readonly [
  name: string,
  place: '' | 'wide' | 'widest' | 'number' | 'number wide',
  cell: (row: Row) => ComponentChildren,
];

/** The name of a column of buttons. Only screen readers say it. */
export const actionColumn = 'Action';

type DataTableProps<Row> = Readonly<{
  label: string;
  columns: readonly TableColumn<Row>[];
  rows: readonly Row[];
  keyOf: (row: Row) => string;
}>;

/** A table with a row for each item. The first column names the row. */
export const DataTable = <Row,>({ label, columns, rows, keyOf }: DataTableProps<Row>) => (
  <TableBox label={label}>
    <table>
      <thead>
        <tr>
          {columns.map(([name, place]) => (
            <th scope="col" class={place} key={name}>
              {name === actionColumn ? <span class="unseen">{name}</span> : name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={keyOf(row)}>
            {columns.map(([name, place, cell], index) =>
              index === 0 ? (
                <th scope="row" key={name}>
                  {cell(row)}
                </th>
              ) : (
                <td class={place} key={name}>
                  {cell(row)}
                </td>
              ),
            )}
          </tr>
        ))}
      </tbody>
    </table>
  </TableBox>
);
