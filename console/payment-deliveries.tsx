import { get } from './api.ts';
import type { DeliveryJson, EndpointsJson, TimelineEntryJson } from './api-types.ts';
import { actionColumn, DataTable, type TableColumn } from './data-table.tsx';
import { DeliveryResponse, DeliveryStatus, DeliveryTimes } from './delivery-cells.tsx';
import { findDelivery } from './delivery-search.ts';
import { builtInEndpoint, isSentTo } from './delivery-state.ts';
import { Refused, Section } from './parts.tsx';
import { hashOf } from './route.ts';
import { useLoad } from './use-load.ts';
import { useResend } from './use-resend.ts';

type Receiver = Readonly<{ id: string; url: string }>;
type EventDelivery = Readonly<{
  event: Readonly<{ id: string; type: string }>;
  receiver: Receiver;
  delivery: DeliveryJson | undefined;
}>;

/** Deliveries of each event of a payment to each endpoint. */
export function PaymentDeliveries({ entries }: { entries: readonly TimelineEntryJson[] }) {
  const events = entries.flatMap(({ event_id: id, type, at }) => (id === null ? [] : { id, type, at }));
  const loaded = useLoad(`deliveries ${events.map(({ id }) => id).join()}`, async (signal) => {
    const { webhook_endpoints } = await get<EndpointsJson>('/v1/webhook-endpoints', signal);
    const rows = await Promise.all(
      events.flatMap((event) => [
        ...webhook_endpoints
          .filter((endpoint) => isSentTo(endpoint, event.type))
          .map(async (receiver) => ({ event, receiver, delivery: await findDelivery(receiver.id, event, signal) })),
        builtInRow(event, signal),
      ]),
    );
    // The notification service is sent only some events, and deployed only in some stages.
    return rows.filter(({ receiver, delivery }) => receiver.id !== builtInEndpoint || delivery !== undefined);
  });
  return (
    <Section
      title="Webhook deliveries"
      loaded={loaded}
      isEmpty={(rows) => rows.length === 0}
      empty="Its events were sent nowhere: no endpoint is registered for them."
    >
      {(rows) => <DeliveryTable rows={rows} reload={loaded.reload} />}
    </Section>
  );
}

async function builtInRow(
  event: EventDelivery['event'] & Readonly<{ at: string }>,
  signal: AbortSignal,
): Promise<EventDelivery> {
  const delivery = await findDelivery(builtInEndpoint, event, signal);
  return { event, receiver: { id: builtInEndpoint, url: 'the notification service' }, delivery };
}

function DeliveryTable({ rows, reload }: { rows: readonly EventDelivery[]; reload: () => void }) {
  const { error, resend } = useResend(reload);
  const action: TableColumn<EventDelivery> = [
    actionColumn,
    'number',
    ({ event, receiver, delivery }) => (
      <button type="button" class="small" onClick={() => resend(event.id, receiver.id)}>
        {delivery ? 'Resend' : 'Send'}
      </button>
    ),
  ];
  return (
    <>
      {error && <Refused error={error} />}
      <DataTable
        label="Webhook deliveries"
        columns={[...columns, action]}
        rows={rows}
        keyOf={({ event, receiver }) => `${event.id} ${receiver.id}`}
      />
    </>
  );
}

const columns: readonly TableColumn<EventDelivery>[] = [
  [
    'Event',
    '',
    ({ event, receiver }) => (
      <>
        {event.type}
        <span class="narrow soft break">{receiver.url}</span>
      </>
    ),
  ],
  [
    'Endpoint',
    'wide',
    ({ receiver }) => (
      <a href={hashOf({ page: 'endpoint', id: receiver.id })} class="break">
        {receiver.url}
      </a>
    ),
  ],
  ['Status', '', ({ delivery }) => <DeliveryStatus delivery={delivery} />],
  ['Response', 'wide', ({ delivery }) => <DeliveryResponse delivery={delivery} />],
  ['Attempts', 'number wide', ({ delivery }) => delivery?.attempts ?? 0],
  ['Last attempt (UTC)', 'wide', ({ delivery }) => <DeliveryTimes delivery={delivery} />],
];
