import { get, pathOf, withQuery } from './api.ts';
import type { AccountsJson, EntriesJson, EntryJson } from './api-types.ts';
import { EntryTable } from './entry-table.tsx';
import { isZero } from './money.ts';
import { Amount, None, Refused, Section, Status, TableBox, Title } from './parts.tsx';
import { ReconcilePanel } from './reconcile-panel.tsx';
import { hashOf } from './route.ts';
import { useLoad } from './use-load.ts';

/** Balances of all accounts, and whether they add up to zero. */
export function LedgerPage() {
  const { data, error, isLoading, reload } = useLoad('ledger', (signal) =>
    get<AccountsJson>('/v1/ledger/accounts', signal),
  );
  const isBalanced = data?.trial_balance.every(({ amount }) => isZero(amount));
  return (
    <section aria-labelledby="title" aria-busy={isLoading}>
      <div class="heading">
        <Title>Trial balance</Title>
        {data && <Status {...(isBalanced ? balanced : unbalanced)} />}
        <button type="button" class="quiet" onClick={reload}>
          Refresh
        </button>
      </div>
      {error && <Refused error={error} reload={reload} />}
      {data && <AccountTable accounts={data} />}
      <p class="soft">A positive balance is a debit.</p>
      <ReconcilePanel changed={reload} />
    </section>
  );
}

const balanced = { word: 'Balanced', tone: 'good' } as const;
const unbalanced = { word: 'Not balanced', tone: 'bad' } as const;

function AccountTable({ accounts: { accounts, trial_balance } }: { accounts: AccountsJson }) {
  const currencies = trial_balance.map(({ currency }) => currency);
  const balanceIn = (balances: AccountsJson['trial_balance'], currency: string) => {
    const found = balances.find((balance) => balance.currency === currency);
    return found ? <Amount amount={found.amount} /> : <None />;
  };
  return (
    <TableBox label="Balances of the accounts">
      <table>
        <thead>
          <tr>
            <th scope="col">Account</th>
            <th scope="col" class="wide">
              Kind
            </th>
            {currencies.map((currency) => (
              <th scope="col" class="number" key={currency}>
                {currency}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {accounts.map(({ account, kind, balances }) => (
            <tr key={account}>
              <th scope="row">
                <a href={hashOf({ page: 'account', name: account })}>{account}</a>
              </th>
              <td class="wide">{kind}</td>
              {currencies.map((currency) => (
                <td class="number" key={currency}>
                  {balanceIn(balances, currency)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row">Sum</th>
            <td class="wide" />
            {trial_balance.map(({ currency, amount }) => (
              <td class="number" key={currency}>
                <Amount amount={amount} />
              </td>
            ))}
          </tr>
        </tfoot>
      </table>
    </TableBox>
  );
}

const mostEntries = 100;
const mostPages = 20;

/** The newest entries of an account. A page may be short, even empty, where other accounts have most of the entries: its cursor leads on. */
async function newestEntries(name: string, signal: AbortSignal) {
  const path = pathOf('v1', 'ledger', 'accounts', name, 'entries');
  const entries: EntryJson[] = [];
  let next: string | null = null;
  for (let page = 0; page < mostPages; page++) {
    const query = { limit: String(mostEntries - entries.length), ...(next !== null && { cursor: next }) };
    const found: EntriesJson = await get<EntriesJson>(withQuery(path, query), signal);
    entries.push(...found.entries);
    next = found.next_cursor;
    if (next === null || entries.length >= mostEntries) break;
  }
  return { entries, hasMore: next !== null };
}

/** The newest entries of one account, of the last 30 days. */
export function AccountPage({ name }: { name: string }) {
  const loaded = useLoad(`account ${name}`, (signal) => newestEntries(name, signal));
  return (
    <article>
      <p class="crumbs">
        <a href="#/ledger">Trial balance</a>
      </p>
      <div class="heading">
        <Title>{name}</Title>
      </div>
      <Section
        title="Entries of the last 30 days"
        loaded={loaded}
        isEmpty={({ entries, hasMore }) => entries.length === 0 && !hasMore}
        empty="There are none."
      >
        {({ entries, hasMore }) => (
          <>
            <EntryTable entries={entries} />
            {hasMore && <p class="soft">Older entries are in GET /v1/ledger/accounts/{name}/entries.</p>}
          </>
        )}
      </Section>
    </article>
  );
}
