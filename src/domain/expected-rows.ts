import { eventId, type RecordedEvent } from './recorded-event.ts';
import { type ExpectedRow, expectedRow } from './settlement.ts';

/** The row that an event at this processor lets us expect in its report. */
export function expectedOf(event: RecordedEvent, processor: string): ExpectedRow | undefined {
  if (event.processor !== processor) return undefined;
  const { data = {} } = JSON.parse(event.body) as { data?: { reference?: string | null; refund_id?: string | null } };
  const { reference, refund_id: refundId } = data;
  const { type, at, lines, intentId } = event;
  return expectedRow({
    id: eventId(event),
    type,
    at,
    lines,
    intentId,
    reference: reference ?? undefined,
    refundId: refundId ?? undefined,
  });
}
