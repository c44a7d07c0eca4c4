import { Refusal } from '../domain/refusal.ts';
import type { Forgery, ReceivedEvent } from '../processor/events.ts';
import type { Processor } from '../processor/port.ts';
import { askProcessor } from './ask-processor.ts';
import { type EventServices, type Handled, handleEvent } from './handle-event.ts';

/**
 * Handles an event that a processor sent. Throws `event_forged` before anything is read, and `event_too_early` so that the
 * processor sends it again.
 */
export async function receiveEvent(
  processor: Processor,
  received: ReceivedEvent,
  services: EventServices,
): Promise<Handled> {
  if (processor.readEvent === undefined) throw sendsNone(processor.name);
  const event = await askProcessor(processor.readEvent(received));
  if (event.kind === 'forged') throw new Refusal('event_forged', forgeries[event.reason]);
  return handleEvent(processor, event, services);
}

/** Nothing of the event is repeated: it may hold what whoever forged it wants to see in a log. */
const forgeries: Readonly<Record<Forgery, string>> = {
  signature: 'the event is not signed with a secret of this stage',
  time: 'the event was signed more than five minutes ago or ahead',
  mode: 'the event is of live mode in a test stage, or of test mode in a live one',
  malformed: 'the event is signed, and cannot be read',
};

export const sendsNone = (name: string) =>
  new Refusal('processor_not_found', `this stage takes no events of a processor ${name}`);
