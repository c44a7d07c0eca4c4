import type { Io } from '../../runtime/io.ts';
import type { Processor } from '../port.ts';
import type { ProviderIo } from '../provider-http.ts';
import { type MollieSettings, mollieClient } from './client.ts';
import { listMollieEvents } from './event-list.ts';
import { lookUpBy, mollieEvents } from './events.ts';
import { mollieProcessor } from './mollie.ts';

/** Mollie with its events, which only the functions that read them contain. */
export function mollieWithEvents(io: ProviderIo & Pick<Io, 'now'>, settings: MollieSettings): Processor {
  const ask = mollieClient(io, settings);
  return {
    ...mollieProcessor(io, settings),
    readEvent: mollieEvents(ask, settings, io.now),
    listEvents: (since) => listMollieEvents(ask, since, { now: io.now(), lookUp: lookUpBy(ask, settings.keySpace) }),
  };
}
