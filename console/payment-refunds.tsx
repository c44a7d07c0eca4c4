import { find, pathOf } from './api.ts';
import type { RefundJson, TimelineEntryJson } from './api-types.ts';
import { DataTable, type TableColumn } from './data-table.tsx';
import { Amount, Id, None, Section, Status, Time } from './parts.tsx';
import type { StatusLabel } from './payment-state.ts';
import { useLoad } from './use-load.ts';

const labels: Readonly<Record<RefundJson['refund_status'], StatusLabel>> = {
  PENDING: { word: 'Pending', tone: 'waiting' },
  SUCCESS: { word: 'Refunded', tone: 'good' },
  FAILED: { word: 'Declined', tone: 'bad' },
  REVERSED: { word: 'Came back', tone: 'bad' },
};

/** The refunds that a payment's timeline names, as they are now. */
export function PaymentRefunds({ entries }: { entries: readonly TimelineEntryJson[] }) {
  const ids = [...new Set(entries.flatMap(({ refund_id }) => refund_id ?? []))];
  // A refund changes with its entries, so their number is part of what is read.
  const loaded = useLoad(`refunds ${ids.join()} ${entries.length}`, async (signal) => {
    const found = await Promise.all(ids.map((id) => find<RefundJson>(pathOf('v1', 'refunds', id), signal)));
    return found.flatMap((refund) => refund ?? []);
  });
  return (
    <Section title="Refunds" loaded={loaded} isEmpty={(refunds) => refunds.length === 0} empty="There are none.">
      {(refunds) => <DataTable label="Refunds" columns={columns} rows={refunds} keyOf={({ refund_id }) => refund_id} />}
    </Section>
  );
}

const columns: readonly TableColumn<RefundJson>[] = [
  ['Refund', '', ({ refund_id }) => <Id id={refund_id} />],
  ['Created (UTC)', 'wide', ({ created_at }) => <Time at={created_at} />],
  ['Status', '', ({ refund_status }) => <Status {...labels[refund_status]} />],
  [
    'Reason',
    'wide',
    ({ reason, external_reference: external }) =>
      reason ?? (external ? `Made at the processor: ${external}` : <None />),
  ],
  ['Amount', 'number', ({ refund_amount, currency }) => <Amount amount={refund_amount} currency={currency} />],
];
