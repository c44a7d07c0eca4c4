import { useState } from 'preact/hooks';
import { get } from './api.ts';
import { DataTable, type TableColumn } from './data-table.tsx';
import { changeEnvironment } from './local-environment.ts';
import { Section } from './parts.tsx';
import { useLoad } from './use-load.ts';

/** Runs a change of the environment, and reports its outcome. */
export type RunChange = (work: () => Promise<string>) => void;

type FaultAnswer = Readonly<{ id: number; fault: string; times: number; happened: number }>;
type FaultsAnswer = Readonly<{ faults: readonly FaultAnswer[]; names: readonly string[] }>;

/** Faults that hit the next calls of functions to the outside. */
export function FaultList({ attempt }: { attempt: RunChange }) {
  const loaded = useLoad('faults', (signal) => get<FaultsAnswer>('/_local/faults', signal));
  const [fault, setFault] = useState('store: throttled');
  const [times, setTimes] = useState('1');
  const change = (work: () => Promise<string>) =>
    attempt(async () => {
      const report = await work();
      loaded.reload();
      return report;
    });
  return (
    <Section title="Faults" loaded={loaded}>
      {({ faults, names }) => (
        <>
          <form
            class="fields"
            onSubmit={(event) => {
              event.preventDefault();
              change(async () => {
                await changeEnvironment('POST', '/_local/faults', { fault, times: Number(times) });
                return `“${fault}” hits the next ${times} calls.`;
              });
            }}
          >
            <label class="grow">
              Fault
              <select value={fault} onChange={({ currentTarget: { value } }) => setFault(value)}>
                {names.map((name) => (
                  <option key={name}>{name}</option>
                ))}
              </select>
            </label>
            <label>
              Times
              <input type="number" min="1" value={times} onInput={({ currentTarget: { value } }) => setTimes(value)} />
            </label>
            <button type="submit">Inject</button>
            <button
              type="button"
              class="quiet"
              disabled={faults.length === 0}
              onClick={() =>
                change(async () => {
                  await changeEnvironment('DELETE', '/_local/faults');
                  return 'No fault waits any more.';
                })
              }
            >
              Clear all
            </button>
          </form>
          {faults.length > 0 && <FaultTable faults={faults} />}
        </>
      )}
    </Section>
  );
}

const FaultTable = ({ faults }: { faults: readonly FaultAnswer[] }) => (
  <DataTable label="Faults" columns={columns} rows={faults} keyOf={({ id }) => String(id)} />
);

const columns: readonly TableColumn<FaultAnswer>[] = [
  ['Fault', '', ({ fault }) => fault],
  ['Happened', 'number', ({ happened }) => happened],
  ['of', 'number', ({ times }) => times],
];
