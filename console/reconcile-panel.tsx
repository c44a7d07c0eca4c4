import { useState } from 'preact/hooks';
import { ApiError, ask, withQuery } from './api.ts';
import type { BreakJson, ReconciliationJson } from './api-types.ts';
import { DataTable, type TableColumn } from './data-table.tsx';
import { Amount, Id, None, Refused, Time } from './parts.tsx';
import { emptyFilter, hashOf } from './route.ts';

const formats = { csv: 'Plain CSV', stripe: 'Stripe’s payout reconciliation or payouts' } as const;
type Format = keyof typeof formats;

/** Compares a processor's settlement report with the ledger. The same report may come again: it posts nothing twice. */
export function ReconcilePanel({ changed }: { changed: () => void }) {
  const [format, setFormat] = useState<Format>('csv');
  const [state, setState] = useState<{ name?: string; result?: ReconciliationJson; error?: ApiError }>({});
  const reconcile = async (file: File) => {
    setState({ name: file.name });
    try {
      const path = withQuery('/v1/ledger/reconciliations', { format });
      setState({ name: file.name, result: await ask<ReconciliationJson>('POST', path, { csv: await file.text() }) });
      changed();
    } catch (error) {
      setState({ name: file.name, error: error instanceof ApiError ? error : new ApiError(0, {}) });
    }
  };
  return (
    <section aria-labelledby="reconcile">
      <h2 id="reconcile">Reconcile</h2>
      <p class="soft">
        A settlement report of at most 250 rows. Larger ones, and payments that no report has: “npm run reconcile”.
      </p>
      <form class="fields" aria-label="Reconcile a report" onSubmit={(event) => event.preventDefault()}>
        <label>
          Format
          <select value={format} onChange={(event) => setFormat(event.currentTarget.value as Format)}>
            {Object.entries(formats).map(([name, label]) => (
              <option value={name} key={name}>
                {label}
              </option>
            ))}
          </select>
        </label>
        <label>
          Report
          <input
            type="file"
            accept=".csv,text/csv"
            onChange={({ currentTarget }) => {
              const [file] = currentTarget.files ?? [];
              // So that the same file can be chosen again, after it was changed.
              currentTarget.value = '';
              if (file) void reconcile(file);
            }}
          />
        </label>
      </form>
      {state.name && !state.result && !state.error && <p role="status">Comparing {state.name} …</p>}
      {state.error && <Refused error={state.error} />}
      {state.result && <Result name={state.name ?? ''} {...state.result} />}
    </section>
  );
}

function Result({ name, rows, changed, posted, breaks }: ReconciliationJson & { name: string }) {
  const counts = `${rows.stored} new rows, ${rows.known} known, ${posted} posted`;
  const isGood = breaks.length === 0 && changed.length === 0;
  return (
    <>
      <p class={`notice ${isGood ? 'good' : 'bad'}`} role="status">
        {name}: {counts}, {breaks.length === 1 ? '1 break' : `${breaks.length} breaks`}.
      </p>
      {changed.length > 0 && <p>Rows that came before with another content, which was kept: {changed.join(', ')}.</p>}
      {breaks.length > 0 && <DataTable label="Breaks" columns={columns} rows={breaks} keyOf={({ id }) => id} />}
    </>
  );
}

const columns: readonly TableColumn<BreakJson>[] = [
  ['Break', '', ({ outcome }) => outcome.replaceAll('_', ' ')],
  ['Kind', 'wide', ({ kind }) => kind],
  [
    'Reference',
    '',
    ({ reference }) =>
      reference === null ? (
        <None />
      ) : (
        <Id id={reference} href={hashOf({ page: 'payments', filter: { ...emptyFilter, text: reference } })} />
      ),
  ],
  [
    'Difference',
    'number',
    ({ difference }) =>
      difference.length === 0 ? <None /> : difference.map((money) => <Amount key={money.currency} {...money} />),
  ],
  ['Since', 'wide', ({ since }) => <Time at={since} />],
  ['Resolve as', 'widest', ({ id }) => <code>{id}</code>],
];
