import { useState } from 'preact/hooks';
import { ApiError } from './api.ts';
import type { DeliveryJson } from './api-types.ts';
import { deadText, deliveryLabel, responseText } from './delivery-state.ts';
import { None, Refused, Status, TableBox, Time } from './parts.tsx';
import { hashOf } from './route.ts';
import { shortId, timeText } from './text.ts';
import { redeliverOne } from './use-redrive.ts';

type TableProps = Readonly<{ endpointId: string; deliveries: readonly DeliveryJson[]; reload: () => void }>;

/** Deliveries to one endpoint. */
export function DeliveriesTable({ endpointId, deliveries, reload }: TableProps) {
  const [error, setError] = useState<ApiError>();
  const resend = (eventId: string) => {
    setError(undefined);
    redeliverOne(eventId, endpointId).then(reload, (refusal: unknown) => {
      if (refusal instanceof ApiError) setError(refusal);
    });
  };
  return (
    <>
      {error && <Refused error={error} />}
      <TableBox label="Deliveries">
        <table>
          <thead>
            <tr>
              <th scope="col">Event</th>
              <th scope="col" class="wide">
                Payment
              </th>
              <th scope="col" class="wide">
                Happened (UTC)
              </th>
              <th scope="col">Status</th>
              <th scope="col" class="wide">
                Response
              </th>
              <th scope="col" class="number wide">
                Attempts
              </th>
              <th scope="col" class="widest">
                Last attempt (UTC)
              </th>
              <th scope="col">
                <span class="unseen">Action</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {deliveries.map((delivery) => (
              <DeliveryRow key={delivery.event_id} delivery={delivery} resend={() => resend(delivery.event_id)} />
            ))}
          </tbody>
        </table>
      </TableBox>
    </>
  );
}

function DeliveryRow({ delivery, resend }: { delivery: DeliveryJson; resend: () => void }) {
  const { event_id, event_type, event_at, status, attempts, dead_reason, last_attempt_at, next_attempt_at } = delivery;
  const paymentId = event_id.split(':', 1).join();
  const response = responseText(delivery);
  return (
    <tr>
      <th scope="row">
        {event_type}
        <span class="narrow soft">{timeText(event_at)}</span>
      </th>
      <td class="wide">
        <a href={hashOf({ page: 'payment', id: paymentId })}>
          <code title={paymentId}>{shortId(paymentId)}</code>
        </a>
      </td>
      <td class="wide">
        <Time at={event_at} />
      </td>
      <td>
        <Status {...deliveryLabel(delivery)} />
        {dead_reason && <span class="soft under">{deadText(dead_reason)}</span>}
        <span class="narrow">{response}</span>
      </td>
      <td class="wide">{response ? <span class={status === 'delivered' ? '' : 'bad'}>{response}</span> : <None />}</td>
      <td class="number wide">{attempts}</td>
      <td class="widest">
        <Time at={last_attempt_at} />
        {next_attempt_at && <span class="soft under">next {timeText(next_attempt_at)}</span>}
      </td>
      <td class="number">
        <button type="button" class="small" onClick={resend}>
          Resend
        </button>
      </td>
    </tr>
  );
}
