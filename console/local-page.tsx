import { useState } from 'preact/hooks';
import { ApiError } from './api.ts';
import type { RunChange } from './fault-list.tsx';
import { FaultList } from './fault-list.tsx';
import { changeEnvironment, useLocalClock } from './local-environment.ts';
import { Refused, Time, Title } from './parts.tsx';
import { ProofReport } from './proof-report.tsx';

/** Switches of an environment on this machine: its clock, its faults, its data; and the latest proof. */
export function LocalPage() {
  const [error, setError] = useState<ApiError>();
  const [report, setReport] = useState('');
  const attempt: RunChange = (work) => {
    setError(undefined);
    setReport('Working …');
    work().then(setReport, (refusal: unknown) => {
      setReport('');
      if (refusal instanceof ApiError) setError(refusal);
    });
  };
  return (
    <article>
      <div class="heading">
        <Title>Environment on this machine</Title>
      </div>
      <p role="status" class={report ? 'notice' : 'unseen'}>
        {report}
      </p>
      {error && <Refused error={error} />}
      <div class="columns">
        <div>
          <Clock attempt={attempt} />
          <FaultList attempt={attempt} />
        </div>
        <div>
          <Data attempt={attempt} />
          <ProofReport />
        </div>
      </div>
    </article>
  );
}

type ClockMoveAnswer = Readonly<{ now: string; ran: Record<string, number>; expired: Record<string, number> }>;

function Clock({ attempt }: { attempt: RunChange }) {
  const clock = useLocalClock();
  const [span, setSpan] = useState('2h');
  const advance = (by: string) =>
    attempt(async () => {
      const { now, ran } = await changeEnvironment<ClockMoveAnswer>('POST', '/_local/clock', { advance: by });
      const runs = Object.values(ran).reduce((sum, count) => sum + count, 0);
      return `It is ${now.slice(0, 19).replace('T', ' ')} now. Schedules ran ${runs} times.`;
    });
  return (
    <section aria-label="Clock">
      <h2>Clock</h2>
      <p>
        <Time at={clock?.now} /> <span class="soft">It only goes forward.</span>
      </p>
      <form
        class="fields"
        onSubmit={(event) => {
          event.preventDefault();
          advance(span);
        }}
      >
        <label>
          Time span, such as 90s, 2h or 15d
          <input value={span} onInput={({ currentTarget: { value } }) => setSpan(value)} />
        </label>
        <button type="submit">Advance</button>
        {['1m', '1h', '1d'].map((by) => (
          <button type="button" class="quiet" key={by} onClick={() => advance(by)}>
            + {by}
          </button>
        ))}
      </form>
    </section>
  );
}

function Data({ attempt }: { attempt: RunChange }) {
  const [isAsking, setIsAsking] = useState(false);
  const reset = (andSeed: boolean) => {
    setIsAsking(false);
    attempt(async () => {
      await changeEnvironment('POST', '/_local/reset');
      if (andSeed) await changeEnvironment('POST', '/_local/seed');
      return andSeed ? 'All tables hold the seed data, and nothing else.' : 'All tables are empty.';
    });
  };
  return (
    <section aria-label="Data">
      <h2>Data</h2>
      {isAsking ? (
        <p class="notice bad">
          This deletes all data of this environment.{' '}
          <button type="button" class="primary" onClick={() => reset(true)}>
            Delete and seed
          </button>{' '}
          <button type="button" onClick={() => reset(false)}>
            Delete all
          </button>{' '}
          <button type="button" onClick={() => setIsAsking(false)}>
            Keep it
          </button>
        </p>
      ) : (
        <p>
          <button type="button" onClick={() => setIsAsking(true)}>
            Reset …
          </button>
        </p>
      )}
    </section>
  );
}
