import type { DeliveriesJson, DeliveryJson } from './api-types.ts';

/** Dead deliveries of an endpoint that are sent again, of events from an instant on and before another one; empty: of all. */
export type RedriveRange = Readonly<{ endpointId: string; from: string; until: string }>;

/** A redrive and its progress. It is kept after every page, so a later load of the console can go on. */
export type RedriveJob = RedriveRange & Readonly<{ cursor: string | null; done: number }>;

export type RedrivePorts = Readonly<{
  /** Dead deliveries, the newest event first. */
  page: (job: RedriveJob) => Promise<DeliveriesJson>;
  redeliver: (endpointId: string, delivery: DeliveryJson) => Promise<void>;
  keep: (job: RedriveJob) => void;
  forget: (job: RedriveJob) => void;
  isStopped: () => boolean;
}>;

/** Requests at a time. Deployed stages limit the rate of all requests together. */
const atOnce = 6;

/**
 * Sends every dead delivery of the range again. A delivery leaves the list when it begins again, so a page that is read once more
 * after an interruption holds only what is still dead. Throws what a port throws; the job can then be continued.
 */
export async function redrive(start: RedriveJob, ports: RedrivePorts): Promise<RedriveJob> {
  let job = start;
  ports.keep(job);
  while (!ports.isStopped()) {
    const { deliveries, next_cursor } = await ports.page(job);
    const wanted = deliveries.filter(({ event_at }) => job.from === '' || event_at >= job.from);
    for (let index = 0; index < wanted.length && !ports.isStopped(); index += atOnce) {
      const batch = wanted.slice(index, index + atOnce);
      await Promise.all(batch.map((delivery) => ports.redeliver(job.endpointId, delivery)));
      job = { ...job, done: job.done + batch.length };
      ports.keep(job);
    }
    if (ports.isStopped()) return job;
    if (next_cursor === null || wanted.length < deliveries.length) {
      ports.forget(job);
      return job;
    }
    job = { ...job, cursor: next_cursor };
    ports.keep(job);
  }
  return job;
}

export const newJob = (range: RedriveRange): RedriveJob => ({ ...range, cursor: null, done: 0 });

/** Entry of `localStorage` for the redrive of an endpoint. */
export const redriveEntry = (endpointId: string, base: string): string =>
  `payment-console ${base} redrive ${endpointId}`;

/** The job in an entry; undefined if there is none. */
export function jobIn(text: string | null): RedriveJob | undefined {
  try {
    const job = JSON.parse(text ?? 'null');
    return typeof job?.endpointId === 'string' && typeof job.done === 'number' ? job : undefined;
  } catch {
    return undefined;
  }
}
