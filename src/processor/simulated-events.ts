import * as z from 'zod/mini';
import { forged, type ProcessorEvent, type ReceivedEvent } from './events.ts';

const Event = z.object({ id: z.string(), payment_id: z.string(), generation: z.optional(z.int()) });

/** The signature of every event of the simulated processor. It protects nothing, because no money is there. */
const signature = 'test';

/**
 * Reads an event that a test made up: `{"id": "evt-1", "payment_id": "…"}` with the header `Simulated-Signature: test`. Only in
 * stages whose triggers are on.
 */
export function readSimulatedEvent(
  { headers, body }: ReceivedEvent,
  intentOf: (paymentId: string, generation: number) => string,
  now: number,
): ProcessorEvent {
  if (headers.get('simulated-signature')?.join() !== signature) return forged('signature');
  const event = Event.safeParse(parsed(body));
  if (!event.success) return forged('malformed');
  const { id, payment_id: paymentId, generation = 0 } = event.data;
  return {
    kind: 'hint',
    eventId: id,
    createdAt: now,
    intentId: intentOf(paymentId, generation),
    paymentId,
    aboutListed: false,
  };
}

function parsed(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return undefined;
  }
}
