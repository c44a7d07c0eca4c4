import { useEffect, useRef, useState } from 'preact/hooks';
import type { ListedPaymentJson } from './api-types.ts';
import { csvOf } from './csv.ts';
import { saveFile } from './files.ts';
import { totalsOf } from './money.ts';
import { Amount, Refused, Title } from './parts.tsx';
import { type FoundPayments, findPayments } from './payment-search.ts';
import { PaymentTable, paymentColumns } from './payment-table.tsx';
import { hashOf } from './route.ts';
import { methodFilters, searchTerm, statusFilters, type TableFilter } from './search.ts';
import { useLoad } from './use-load.ts';

/** Payments as a table, by search and filters that are in the address. */
export function PaymentsPage({ filter }: { filter: TableFilter }) {
  const what = hashOf({ page: 'payments', filter });
  const first = useLoad<FoundPayments>(what, (signal) => findPayments(filter, undefined, signal));
  const [more, setMore] = useState<FoundPayments | undefined>();
  const [moreError, setMoreError] = useState(false);
  const reading = useRef(first.data);
  reading.current = first.data;
  // biome-ignore lint/correctness/useExhaustiveDependencies: pages after the first belong to one reading of it
  useEffect(() => {
    setMore(undefined);
    setMoreError(false);
  }, [first.data]);
  const payments = [...(first.data?.payments ?? []), ...(more?.payments ?? [])];
  const next = (more ?? first.data)?.next ?? undefined;
  const isCut = first.data?.isCut === true;
  const loadMore = async () => {
    const of = first.data;
    const page = await findPayments(filter, next).catch(() => undefined);
    // Another search may be shown by now.
    if (reading.current !== of) return;
    if (page !== undefined) setMore({ ...page, payments: [...(more?.payments ?? []), ...page.payments] });
    setMoreError(page === undefined);
  };
  return (
    <section aria-labelledby="title" aria-busy={first.isLoading}>
      <div class="heading">
        <Title>Payments</Title>
        <button type="button" class="quiet" onClick={first.reload}>
          Refresh
        </button>
        <button
          type="button"
          class="quiet"
          disabled={payments.length === 0}
          onClick={() => saveFile('payments.csv', csvOf(paymentColumns, payments), 'text/csv')}
        >
          Save as CSV
        </button>
      </div>
      <Filters filter={filter} />
      {first.error && <Refused error={first.error} reload={first.reload} />}
      <Summary payments={payments} hasMore={next !== undefined || isCut} isLoading={first.isLoading} />
      {payments.length === 0 && first.data && searchTerm(filter.text)?.field === 'key' && (
        <p class="notice">Keys belong to their caller: only those of your own requests are found.</p>
      )}
      {isCut && (
        <p class="notice" role="status">
          There are more: search for order:, trip:, customer: or reference: to see all.
        </p>
      )}
      {payments.length > 0 && <PaymentTable payments={payments} />}
      {next !== undefined && (
        <p>
          <button type="button" onClick={() => void loadMore()}>
            Older payments
          </button>{' '}
          {moreError && <span role="alert">They could not be read: try again.</span>}
        </p>
      )}
    </section>
  );
}

function Summary(props: { payments: readonly ListedPaymentJson[]; hasMore: boolean; isLoading: boolean }) {
  const { payments, hasMore, isLoading } = props;
  const paid = payments.filter(({ status }) => status === 'SUCCESS');
  return (
    <p class="summary soft" role="status">
      {isLoading && payments.length === 0
        ? 'Loading …'
        : payments.length === 0
          ? 'No payment matches.'
          : `${payments.length}${hasMore ? ' newest' : ''} payment${payments.length === 1 ? '' : 's'}`}
      {paid.length > 0 && (
        <>
          {', of which paid: '}
          {totalsOf(paid).map(({ amount, currency }, index) => (
            <span key={currency}>
              {index > 0 && ', '}
              <Amount amount={amount} currency={currency} />
            </span>
          ))}
        </>
      )}
    </p>
  );
}

/** Every change is a new address, so that a search can be shared and gone back to. */
function Filters({ filter }: { filter: TableFilter }) {
  const [text, setText] = useState(filter.text);
  useEffect(() => setText(filter.text), [filter.text]);
  const go = (change: Partial<TableFilter>) => {
    location.hash = hashOf({ page: 'payments', filter: { ...filter, text, ...change } });
  };
  return (
    <search>
      <form
        class="filters"
        onSubmit={(event) => {
          event.preventDefault();
          go({});
        }}
      >
        <label class="grow">
          Search
          <input
            type="search"
            value={text}
            placeholder="payment, order:, trip:, customer:, reference: or key:"
            onInput={(event) => setText(event.currentTarget.value)}
          />
        </label>
        <label>
          Status
          <select
            value={filter.status}
            onChange={({ currentTarget: { value } }) =>
              go({ status: statusFilters.find((one) => one === value) ?? '' })
            }
          >
            <option value="">any</option>
            {statusFilters.map((status) => (
              <option key={status} value={status}>
                {status.toLowerCase()}
              </option>
            ))}
          </select>
        </label>
        <label>
          Method
          <select value={filter.method} onChange={({ currentTarget: { value } }) => go({ method: value })}>
            <option value="">any</option>
            {methodFilters.map((method) => (
              <option key={method}>{method}</option>
            ))}
          </select>
        </label>
        <label>
          Day
          <input type="date" value={filter.day} onChange={({ currentTarget: { value } }) => go({ day: value })} />
        </label>
        <button type="submit">Search</button>
      </form>
    </search>
  );
}
