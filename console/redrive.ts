import type { ReplayedEventsJson } from './api-types.ts';

/** Dead deliveries of an endpoint that are sent again, of events from an instant on and before another one; empty: of all. */
export type RedriveRange = Readonly<{ endpointId: string; from: string; until: string }>;

/** A redrive and its progress. It is kept after every part, so a later load of the console can go on. */
export type RedriveJob = RedriveRange & Readonly<{ cursor: string | null; done: number }>;

export type RedrivePorts = Readonly<{
  /** Sends a part of them again, those of the newest events first, from the job's cursor on. */
  sendAgain: (job: RedriveJob) => Promise<ReplayedEventsJson>;
  keep: (job: RedriveJob) => void;
  forget: (job: RedriveJob) => void;
  isStopped: () => boolean;
}>;

/**
 * Sends every dead delivery of the range again, part by part. What has begun again is not dead any more, so a part that is sent once
 * more after an interruption does only what is left of it. Throws what a port throws; the job can then be continued.
 */
export async function redrive(start: RedriveJob, ports: RedrivePorts): Promise<RedriveJob> {
  let job = start;
  ports.keep(job);
  while (!ports.isStopped()) {
    const { scheduled, next_cursor } = await ports.sendAgain(job);
    job = { ...job, cursor: next_cursor, done: job.done + scheduled };
    if (next_cursor === null) {
      ports.forget(job);
      return job;
    }
    ports.keep(job);
  }
  return job;
}

export const newJob = (range: RedriveRange): RedriveJob => ({ ...range, cursor: null, done: 0 });

/** Entry of `localStorage` for the redrive of an endpoint. */
export const redriveEntry = (endpointId: string, scope: string): string =>
  `payment-console ${scope} redrive ${endpointId}`;

/** The job in an entry; undefined if there is none. */
export function jobIn(text: string | null): RedriveJob | undefined {
  try {
    const job = JSON.parse(text ?? 'null');
    return typeof job?.endpointId === 'string' && typeof job.done === 'number' ? job : undefined;
  } catch {
    return undefined;
  }
}
