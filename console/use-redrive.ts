import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import { ApiError, ask, callApi, pathOf, problemIn } from './api.ts';
import type { ReplayedEventsJson } from './api-types.ts';
import { jobIn, newJob, type RedriveJob, type RedriveRange, redrive, redriveEntry } from './redrive.ts';
import { storageScope } from './stage.ts';

/** A redrive of an endpoint's dead deliveries that goes on after a reload of the page. */
export function useRedrive(endpointId: string, changed: () => void) {
  const entry = redriveEntry(endpointId, storageScope);
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
        sendAgain,
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

/** Before every event. */
const beginning = '1970-01-01T00:00:00Z';

/** Waits and tries again while the stage limits the rate of requests. */
async function sendAgain({ endpointId, from, until, cursor }: RedriveJob): Promise<ReplayedEventsJson> {
  const body = {
    status: 'dead',
    from: from === '' ? beginning : from,
    ...(until !== '' && { to: until }),
    ...(cursor !== null && { cursor }),
  };
  for (;;) {
    const answer = await callApi('POST', pathOf('v1', 'webhook-endpoints', endpointId, 'replay'), { body });
    if (answer.status < 300) return answer.body as ReplayedEventsJson;
    if (answer.status !== 429) throw new ApiError(answer.status, problemIn(answer.body));
    await new Promise((resolve) => setTimeout(resolve, (answer.retryAfter ?? 1) * 1_000));
  }
}

export const redeliverOne = (eventId: string, endpointId: string): Promise<unknown> =>
  ask('POST', pathOf('v1', 'events', eventId, 'redeliver'), { body: { endpoint_id: endpointId } });
