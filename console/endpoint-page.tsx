import { useEffect, useState } from 'preact/hooks';
import { ApiError, ask, find, get, pathOf, withQuery } from './api.ts';
import type { DeliveriesJson, DeliveryJson, EndpointJson } from './api-types.ts';
import { DeliveriesTable } from './deliveries-table.tsx';
import { builtInEndpoint, endpointLabel } from './delivery-state.ts';
import { Facts, Refused, Section, Status, Time, Title } from './parts.tsx';
import { RedrivePanel } from './redrive-panel.tsx';
import { useLoad } from './use-load.ts';

type Shown = 'all' | 'dead';

/** One endpoint: what was sent to it, what it answered, and what it never got. */
export function EndpointPage({ id }: { id: string }) {
  const [shown, setShown] = useState<Shown>('all');
  const endpoint = useLoad(`endpoint ${id}`, (signal) =>
    id === builtInEndpoint
      ? Promise.resolve(undefined)
      : get<EndpointJson>(pathOf('v1', 'webhook-endpoints', id), signal),
  );
  const first = useLoad(`deliveries ${id} ${shown}`, (signal) => deliveries(id, shown, undefined, signal));
  const [older, setOlder] = useState<DeliveriesJson>();
  // biome-ignore lint/correctness/useExhaustiveDependencies: pages after the first belong to one reading of it
  useEffect(() => setOlder(undefined), [first.data]);
  const next = (older ?? first.data)?.next_cursor ?? undefined;
  const all: readonly DeliveryJson[] = [...(first.data?.deliveries ?? []), ...(older?.deliveries ?? [])];
  const more = async () => {
    const page = await deliveries(id, shown, next);
    setOlder({ ...page, deliveries: [...(older?.deliveries ?? []), ...page.deliveries] });
  };
  return (
    <article>
      <p class="crumbs">
        <a href="#/webhooks">Webhook endpoints</a>
      </p>
      <div class="heading">
        <Title>{endpoint.data?.url ?? (id === builtInEndpoint ? 'The notification service' : id)}</Title>
        {endpoint.data && <Status {...endpointLabel(endpoint.data)} />}
      </div>
      {endpoint.error && <Refused error={endpoint.error} reload={endpoint.reload} />}
      {endpoint.data && <About endpoint={endpoint.data} reload={endpoint.reload} />}
      <Section
        title="Deliveries"
        loaded={first}
        isEmpty={() => all.length === 0}
        empty={shown === 'dead' ? 'No delivery is dead.' : 'Nothing was sent in the last 90 days.'}
        actions={
          <label class="inline">
            Show{' '}
            <select
              value={shown}
              onChange={({ currentTarget }) => setShown(currentTarget.value === 'dead' ? 'dead' : 'all')}
            >
              <option value="all">all deliveries</option>
              <option value="dead">dead deliveries</option>
            </select>
          </label>
        }
      >
        {() => <DeliveriesTable endpointId={id} deliveries={all} reload={first.reload} />}
      </Section>
      {next !== undefined && (
        <p>
          <button type="button" onClick={() => void more()}>
            Older deliveries
          </button>
        </p>
      )}
      <section aria-label="Dead deliveries">
        <div class="heading">
          <h2>Dead deliveries</h2>
        </div>
        <p class="soft">Nothing is sent any more until they are sent again. That begins their ten attempts anew.</p>
        <RedrivePanel endpointId={id} changed={first.reload} />
      </section>
    </article>
  );
}

async function deliveries(id: string, shown: Shown, cursor?: string, signal?: AbortSignal): Promise<DeliveriesJson> {
  const query = { limit: '100', ...(shown === 'dead' && { status: 'dead' }), ...(cursor !== undefined && { cursor }) };
  const found = await find<DeliveriesJson>(
    withQuery(pathOf('v1', 'webhook-endpoints', id, 'deliveries'), query),
    signal,
  );
  return found ?? { deliveries: [], next_cursor: null };
}

function About({ endpoint, reload }: { endpoint: EndpointJson; reload: () => void }) {
  const [error, setError] = useState<ApiError>();
  const [test, setTest] = useState<string>();
  const path = pathOf('v1', 'webhook-endpoints', endpoint.id);
  const attempt = (work: () => Promise<void>) => () => {
    setError(undefined);
    work().catch((refusal: unknown) => {
      if (refusal instanceof ApiError) setError(refusal);
    });
  };
  const toggle = attempt(async () => {
    await ask('POST', path, { body: { status: endpoint.status === 'enabled' ? 'disabled' : 'enabled' } });
    reload();
  });
  const sendTest = attempt(async () => {
    setTest('Sending …');
    const { delivered, last_status, last_error } = await ask<TestAnswer>('POST', `${path}/test`);
    setTest(`The test event was ${delivered ? '' : 'not '}delivered: ${last_status ?? last_error}.`);
  });
  return (
    <>
      <Facts
        of={[
          ['Id', <code key="id">{endpoint.id}</code>],
          ['Description', endpoint.description],
          ['Events', endpoint.event_types?.join(', ') ?? 'all'],
          ['Failing since', endpoint.failing_since && <Time at={endpoint.failing_since} />],
          ['Disabled', endpoint.disabled_at && <Time at={endpoint.disabled_at} />],
          ['Created', <Time key="created" at={endpoint.created_at} />],
        ]}
      />
      <p class="buttons">
        <button type="button" onClick={sendTest} disabled={endpoint.status !== 'enabled'}>
          Send a test event
        </button>
        <button type="button" onClick={toggle}>
          {endpoint.status === 'enabled' ? 'Disable' : 'Enable'}
        </button>
      </p>
      {test && <p role="status">{test}</p>}
      {error && <Refused error={error} />}
    </>
  );
}

type TestAnswer = Readonly<{ delivered: boolean; last_status: number | null; last_error: string | null }>;
