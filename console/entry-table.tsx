import { Fragment } from 'preact';
import type { EntryJson } from './api-types.ts';
import { isZero, negated } from './money.ts';
import { Amount, Id, TableBox, Time } from './parts.tsx';
import { hashOf } from './route.ts';

/** Journal entries, a row for each line. A positive amount is a debit. */
export const EntryTable = ({ entries, ofPayment = false }: { entries: readonly EntryJson[]; ofPayment?: boolean }) => (
  <TableBox label="Ledger entries">
    <table>
      <thead>
        <tr>
          <th scope="col">Account</th>
          <th scope="col" class="number">
            Debit
          </th>
          <th scope="col" class="number">
            Credit
          </th>
        </tr>
      </thead>
      {entries.map((entry) => (
        <tbody key={entry.entry_id}>
          <tr class="group">
            <th colSpan={3} scope="rowgroup">
              <EntryName entry={entry} isLinked={!ofPayment} />
            </th>
          </tr>
          {entry.lines.map((line) => (
            <tr key={`${line.account} ${line.currency} ${line.amount}`}>
              <td class="break">
                <a href={hashOf({ page: 'account', name: line.account })}>{breakable(line.account)}</a>
              </td>
              <td class="number">{isDebit(line.amount) && <Amount amount={line.amount} currency={line.currency} />}</td>
              <td class="number">
                {!isDebit(line.amount) && <Amount amount={negated(line.amount)} currency={line.currency} />}
              </td>
            </tr>
          ))}
        </tbody>
      ))}
    </table>
  </TableBox>
);

const isDebit = (amount: string) => isZero(amount) || !amount.startsWith('-');

const EntryName = ({ entry, isLinked }: { entry: EntryJson; isLinked: boolean }) => (
  <>
    {entry.type}{' '}
    <span class="soft">
      <Time at={entry.posted_at} />
      {entry.reason && <> {entry.reason}</>}
      {isLinked && entry.payment_id !== null && (
        <>
          {' '}
          payment <Id id={String(entry.payment_id)} href={hashOf({ page: 'payment', id: String(entry.payment_id) })} />
        </>
      )}
    </span>
  </>
);

/** Long names break at their underscores. */
const breakable = (name: string) =>
  name.split('_').map((part, index) => (
    <Fragment key={part}>
      {index > 0 && (
        <>
          _<wbr />
        </>
      )}
      {part}
    </Fragment>
  ));
