import { useState } from 'preact/hooks';
import type { ActivityEntryJson, ServiceCallJson } from './activity-types.ts';
import { Amount, Id } from './parts.tsx';
import { hashOf } from './route.ts';

/** Requests, the calls that functions made, and records that were given up; newest first. */
export function RequestFeed({ entries }: { entries: readonly ActivityEntryJson[] }) {
  const [hasReads, setHasReads] = useState(false);
  const shown = entries.filter((entry) => hasReads || entry.kind !== 'request' || entry.method !== 'GET');
  return (
    <section aria-label="Requests">
      <div class="heading">
        <h2>Requests</h2>
        <button type="button" class="quiet" aria-pressed={hasReads} onClick={() => setHasReads(!hasReads)}>
          Show reads
        </button>
      </div>
      {shown.length === 0 && <p class="soft">None yet.</p>}
      <ul class="feed">
        {shown.map((entry) => (
          <li key={entry.number}>
            <span class="soft">{entry.at.slice(11, 19)}</span> <Entry entry={entry} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function Entry({ entry }: { entry: ActivityEntryJson }) {
  if (entry.kind === 'background')
    return (
      <>
        <span>{entry.function}</span> <Calls calls={entry.calls} />
      </>
    );
  if (entry.kind === 'dead-letter')
    return (
      <span class="bad">
        {entry.function} gave up: {entry.condition}
      </span>
    );
  const { method, path, status, ms, code, isReplay, payment, calls } = entry;
  return (
    <>
      <strong class={status < 400 ? 'good' : 'bad'}>{status}</strong>{' '}
      <span class="break">
        {method} {path}
      </span>{' '}
      {isReplay && <span>replayed</span>} {code && <code>{code}</code>} <Calls calls={calls} />{' '}
      {payment && (
        <>
          <Id id={payment.id} href={hashOf({ page: 'payment', id: payment.id })} />{' '}
          {payment.amount && (
            <Amount amount={payment.amount} {...(payment.currency && { currency: payment.currency })} />
          )}
        </>
      )}
      <span class="soft">{Math.round(ms)} ms</span>
    </>
  );
}

/** Calls of functions to other services: `→ shop 200`. */
function Calls({ calls }: { calls: readonly ServiceCallJson[] }) {
  const isGood = calls.every(({ status }) => status !== undefined && status < 400);
  return (
    <span class={isGood ? 'soft' : 'bad'}>
      {calls.map(({ service, status }) => `→ ${service} ${status ?? 'no answer'}`).join(' ')}
    </span>
  );
}
