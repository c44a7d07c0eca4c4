import type { DeliveryJson } from './api-types.ts';
import { deadText, deliveryLabel, responseText } from './delivery-state.ts';
import { None, Status, Time } from './parts.tsx';

/** Cells that the tables of deliveries share. A delivery that was never begun is undefined. */
type CellProps = Readonly<{ delivery: DeliveryJson | undefined }>;

export const DeliveryStatus = ({ delivery }: CellProps) => (
  <>
    {delivery ? <Status {...deliveryLabel(delivery)} /> : <Status word="Not sent" tone="quiet" />}
    {delivery?.dead_reason && <span class="soft under">{deadText(delivery.dead_reason)}</span>}
    <span class="narrow">{delivery && responseText(delivery)}</span>
  </>
);

export function DeliveryResponse({ delivery }: CellProps) {
  const response = delivery && responseText(delivery);
  return response ? <span class={delivery.status === 'delivered' ? '' : 'bad'}>{response}</span> : <None />;
}

export const DeliveryTimes = ({ delivery }: CellProps) => (
  <>
    <Time at={delivery?.last_attempt_at} />
    {delivery?.next_attempt_at && (
      <span class="soft under">
        next <Time at={delivery.next_attempt_at} />
      </span>
    )}
  </>
);
