import type { RecordedEvent } from './recorded-event.ts';

/** Which events are wanted: those that have all that is not undefined. `since` is included, `until` is not (ISO instants). */
export type EventFilter = Readonly<{
  type: string | undefined;
  paymentId: string | undefined;
  since: string | undefined;
  until: string | undefined;
}>;

/** The newest first; `next` is the position of the last one, if others follow it. */
export type EventPage = Readonly<{ events: readonly RecordedEvent[]; next: string | undefined }>;
