import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import { ApiError, ask, callApi, get, pathOf, problemIn, withQuery } from './api.ts';
import { apiBase } from './api-request.ts';
import type { DeliveriesJson } from './api-types.ts';
import { jobIn, newJob, type RedriveJob, type RedriveRange, redrive, redriveEntry } from './redrive.ts';

/** A redrive of an endpoint's dead deliveries that goes on after a reload of the page. */
export function useRedrive(endpointId: string, changed: () => void) {
  const entry = redriveEntry(endpointId, apiBase);
  const [job, setJob] = useState(() => jobIn(localStorage.getItem(entry)));
  const [isRunning, setIsRunning] = useState(false);
  const [finished, setFinished] = useState<number>();
  const [error, setError] = useState<ApiError>();
  const isStopped = useRef(false);
  const stop = useCallback(() => {
    isStopped.current = true;
  }, []);
  useEffect(() => stop, [stop]);

  async function run(start: RedriveJob): Promise<void> {
    isStopped.current = false;
    setIsRunning(true);
    setError(undefined);
    setFinished(undefined);
    try {
      const end = await redrive(start, {
        page: ({ cursor, until }) =>
          get<DeliveriesJson>(
            withQuery(pathOf('v1', 'webhook-endpoints', endpointId, 'deliveries'), {
              status: 'dead',
              limit: '100',
              ...(until !== '' && { until }),
              ...(cursor !== null && { cursor }),
            }),
          ),
        redeliver: (id, { event_id }) => redeliver(event_id, id),
        keep: (next) => {
          localStorage.setItem(entry, JSON.stringify(next));
          setJob(next);
        },
        forget: () => {
          localStorage.removeItem(entry);
          setJob(undefined);
        },
        isStopped: () => isStopped.current,
      });
      if (!isStopped.current) setFinished(end.done);
    } catch (refusal) {
      if (!(refusal instanceof ApiError)) throw refusal;
      setError(refusal);
    } finally {
      setIsRunning(false);
      changed();
    }
  }

  return {
    job,
    isRunning,
    finished,
    error,
    start: (range: RedriveRange) => run(newJob(range)),
    resume: async () => job && run(job),
    stop,
    discard: () => {
      localStorage.removeItem(entry);
      setJob(undefined);
    },
  };
}

/** Waits and tries again while the stage limits the rate of requests. */
async function redeliver(eventId: string, endpointId: string): Promise<void> {
  const path = pathOf('v1', 'events', eventId, 'redeliver');
  for (;;) {
    const { status, body, retryAfter } = await callApi('POST', path, { body: { endpoint_id: endpointId } });
    if (status < 300) return;
    if (status !== 429) throw new ApiError(status, problemIn(body));
    await new Promise((resolve) => setTimeout(resolve, (retryAfter ?? 1) * 1_000));
  }
}

export const redeliverOne = (eventId: string, endpointId: string): Promise<unknown> =>
  ask('POST', pathOf('v1', 'events', eventId, 'redeliver'), { body: { endpoint_id: endpointId } });
