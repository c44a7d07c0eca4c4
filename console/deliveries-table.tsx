import type { DeliveryJson } from './api-types.ts';
import { actionColumn, DataTable, type TableColumn } from './data-table.tsx';
import { DeliveryResponse, DeliveryStatus, DeliveryTimes } from './delivery-cells.tsx';
import { Id, Refused, Time } from './parts.tsx';
import { hashOf } from './route.ts';
import { timeText } from './text.ts';
import { useResend } from './use-resend.ts';

type TableProps = Readonly<{ endpointId: string; deliveries: readonly DeliveryJson[]; reload: () => void }>;

/** Deliveries to one endpoint. */
export function DeliveriesTable({ endpointId, deliveries, reload }: TableProps) {
  const { error, resend } = useResend(reload);
  const action: TableColumn<DeliveryJson> = [
    actionColumn,
    'number',
    ({ event_id }) => (
      <button type="button" class="small" onClick={() => resend(event_id, endpointId)}>
        Resend
      </button>
    ),
  ];
  return (
    <>
      {error && <Refused error={error} />}
      <DataTable
        label="Deliveries"
        columns={[...columns, action]}
        rows={deliveries}
        keyOf={({ event_id }) => event_id}
      />
    </>
  );
}

const paymentOf = ({ event_id }: DeliveryJson) => event_id.split(':', 1).join();

const columns: readonly TableColumn<DeliveryJson>[] = [
  [
    'Event',
    '',
    ({ event_type, event_at }) => (
      <>
        {event_type}
        <span class="narrow soft">{timeText(event_at)}</span>
      </>
    ),
  ],
  [
    'Payment',
    'wide',
    (delivery) => <Id id={paymentOf(delivery)} href={hashOf({ page: 'payment', id: paymentOf(delivery) })} />,
  ],
  ['Happened (UTC)', 'wide', ({ event_at }) => <Time at={event_at} />],
  ['Status', '', (delivery) => <DeliveryStatus delivery={delivery} />],
  ['Response', 'wide', (delivery) => <DeliveryResponse delivery={delivery} />],
  ['Attempts', 'number wide', ({ attempts }) => attempts],
  ['Last attempt (UTC)', 'widest', (delivery) => <DeliveryTimes delivery={delivery} />],
];
