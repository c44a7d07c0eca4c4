import { useState } from 'preact/hooks';
import { Refused } from './parts.tsx';
import { useRedrive } from './use-redrive.ts';

/** Sends dead deliveries again: all of an endpoint, or those of a range of days. */
export function RedrivePanel({ endpointId, changed }: { endpointId: string; changed: () => void }) {
  const { job, isRunning, finished, error, start, resume, stop, discard } = useRedrive(endpointId, changed);
  const [from, setFrom] = useState('');
  const [until, setUntil] = useState('');
  return (
    <div class="panel">
      {job ? (
        <p role="status">
          <strong>
            {job.done} {job.done === 1 ? 'delivery' : 'deliveries'} sent again{isRunning ? ' …' : ' so far.'}
          </strong>{' '}
          {isRunning ? (
            <button type="button" onClick={stop}>
              Pause
            </button>
          ) : (
            <>
              It was interrupted.{' '}
              <button type="button" class="primary" onClick={() => void resume()}>
                Resume
              </button>{' '}
              <button type="button" onClick={discard}>
                Discard
              </button>
            </>
          )}
        </p>
      ) : (
        <form
          class="fields"
          aria-label="Send dead deliveries again"
          onSubmit={(event) => {
            event.preventDefault();
            void start({ endpointId, from: from && `${from}T00:00:00Z`, until: until && `${until}T00:00:00Z` });
          }}
        >
          <label>
            Events from (optional)
            <input type="date" value={from} onInput={(event) => setFrom(event.currentTarget.value)} />
          </label>
          <label>
            before (optional)
            <input type="date" value={until} onInput={(event) => setUntil(event.currentTarget.value)} />
          </label>
          <button type="submit" class="primary">
            {from || until ? 'Send the dead ones of these days again' : 'Send all dead ones again'}
          </button>
        </form>
      )}
      {finished !== undefined && (
        <p class="notice good" role="status">
          {finished} {finished === 1 ? 'delivery' : 'deliveries'} will be tried again within a minute.
        </p>
      )}
      {error && <Refused error={error} />}
    </div>
  );
}
