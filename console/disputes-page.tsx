import { useState } from 'preact/hooks';
import { get, withQuery } from './api.ts';
import type { DisputeJson, DisputesJson } from './api-types.ts';
import { DataTable, type TableColumn } from './data-table.tsx';
import { useLocalClock } from './local-environment.ts';
import { Amount, Id, None, Refused, Status, Time, Title } from './parts.tsx';
import type { StatusLabel } from './payment-state.ts';
import { hashOf } from './route.ts';
import { codeText, distanceText } from './text.ts';
import { useLoad } from './use-load.ts';

const labels: Readonly<Record<DisputeJson['status'], StatusLabel>> = {
  inquiry: { word: 'Inquiry', tone: 'waiting' },
  open: { word: 'Open', tone: 'bad' },
  won: { word: 'Won', tone: 'good' },
  lost: { word: 'Lost', tone: 'quiet' },
};

/** Disputes of all payments. Those that wait for evidence have a deadline. */
export function DisputesPage() {
  const [status, setStatus] = useState('');
  const { data, error, isLoading, reload } = useLoad(`disputes ${status}`, (signal) =>
    get<DisputesJson>(withQuery('/v1/disputes', { limit: '500', ...(status !== '' && { status }) }), signal),
  );
  const now = useLocalClock()?.now;
  return (
    <section aria-labelledby="title" aria-busy={isLoading}>
      <div class="heading">
        <Title>Disputes</Title>
        <label class="inline">
          Show{' '}
          <select value={status} onChange={({ currentTarget: { value } }) => setStatus(value)}>
            <option value="">all disputes</option>
            {Object.entries(labels).map(([name, { word }]) => (
              <option key={name} value={name}>
                {word.toLowerCase()}
              </option>
            ))}
          </select>
        </label>
      </div>
      {error && <Refused error={error} reload={reload} />}
      {data?.disputes.length === 0 && <p class="soft">There are none.</p>}
      {data && data.disputes.length > 0 && (
        <DisputeTable disputes={data.disputes} now={now === undefined ? Date.now() : Date.parse(now)} />
      )}
      {data?.has_more && <p class="soft">Only the newest {data.count} are shown: choose a status.</p>}
    </section>
  );
}

const DisputeTable = ({ disputes, now }: { disputes: readonly DisputeJson[]; now: number }) => (
  <DataTable
    label="Disputes"
    columns={columnsAt(now)}
    rows={disputes}
    keyOf={({ payment_id, dispute_id }) => `${payment_id} ${dispute_id}`}
  />
);

const columnsAt = (now: number): readonly TableColumn<DisputeJson>[] => [
  [
    'Payment',
    '',
    ({ payment_id }) => <Id id={String(payment_id)} href={hashOf({ page: 'payment', id: String(payment_id) })} />,
  ],
  ['Status', '', ({ status }) => <Status {...labels[status]} />],
  ['Evidence due', '', (dispute) => <Deadline dispute={dispute} now={now} />],
  ['Reason', 'wide', ({ reason }) => (reason === null ? <None /> : codeText(reason))],
  ['Opened (UTC)', 'wide', ({ opened_at }) => <Time at={opened_at} />],
  ['Dispute', 'widest', ({ dispute_id }) => <Id id={dispute_id} />],
  ['Amount', 'number', ({ amount, currency }) => <Amount amount={amount} currency={currency} />],
];

/** Evidence that is due within three days stands out. */
const soonMs = 3 * 86_400_000;

function Deadline({ dispute: { evidence_due_by, closed_at }, now }: { dispute: DisputeJson; now: number }) {
  if (!evidence_due_by || closed_at) return <None />;
  const isSoon = Date.parse(evidence_due_by) - now < soonMs;
  return (
    <>
      <strong class={isSoon ? 'bad' : ''}>{distanceText(evidence_due_by, now)}</strong>
      <span class="soft under">{evidence_due_by.slice(0, 16).replace('T', ' ')}</span>
    </>
  );
}
