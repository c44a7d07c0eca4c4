import { useState } from 'preact/hooks';
import { ApiError, ask, get, pathOf } from './api.ts';
import type { DeliveryJson, EndpointsJson, TimelineEntryJson } from './api-types.ts';
import { findDelivery } from './delivery-search.ts';
import { builtInEndpoint, deliveryLabel, isSentTo, responseText } from './delivery-state.ts';
import { None, Refused, Section, Status, TableBox, Time } from './parts.tsx';
import { hashOf } from './route.ts';
import { useLoad } from './use-load.ts';

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
  const [error, setError] = useState<ApiError>();
  const resend = async ({ event, receiver }: EventDelivery) => {
    try {
      await ask('POST', pathOf('v1', 'events', event.id, 'redeliver'), { body: { endpoint_id: receiver.id } });
      setError(undefined);
    } catch (refusal) {
      if (refusal instanceof ApiError) setError(refusal);
    }
    reload();
  };
  return (
    <>
      {error && <Refused error={error} />}
      <TableBox label="Webhook deliveries">
        <table>
          <thead>
            <tr>
              <th scope="col">Event</th>
              <th scope="col" class="wide">
                Endpoint
              </th>
              <th scope="col">Status</th>
              <th scope="col" class="wide">
                Response
              </th>
              <th scope="col" class="number wide">
                Attempts
              </th>
              <th scope="col" class="wide">
                Last attempt (UTC)
              </th>
              <th scope="col">
                <span class="unseen">Action</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <DeliveryRow key={`${row.event.id} ${row.receiver.id}`} row={row} resend={() => void resend(row)} />
            ))}
          </tbody>
        </table>
      </TableBox>
    </>
  );
}

function DeliveryRow({ row: { event, receiver, delivery }, resend }: { row: EventDelivery; resend: () => void }) {
  const response = delivery && responseText(delivery);
  return (
    <tr>
      <th scope="row">
        {event.type}
        <span class="narrow soft break">{receiver.url}</span>
      </th>
      <td class="wide">
        <a href={hashOf({ page: 'endpoint', id: receiver.id })} class="break">
          {receiver.url}
        </a>
      </td>
      <td>
        {delivery ? <Status {...deliveryLabel(delivery)} /> : <Status word="Not sent" tone="quiet" />}
        <span class="narrow">{response}</span>
      </td>
      <td class="wide">
        {response ? <span class={delivery.status === 'delivered' ? '' : 'bad'}>{response}</span> : <None />}
      </td>
      <td class="number wide">{delivery?.attempts ?? 0}</td>
      <td class="wide">
        <Time at={delivery?.last_attempt_at} />
        {delivery?.next_attempt_at && (
          <span class="soft under">
            next <Time at={delivery.next_attempt_at} />
          </span>
        )}
      </td>
      <td class="number">
        <button type="button" class="small" onClick={resend}>
          {delivery ? 'Resend' : 'Send'}
        </button>
      </td>
    </tr>
  );
}
