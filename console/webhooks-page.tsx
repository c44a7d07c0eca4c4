import { find, get, pathOf, withQuery } from './api.ts';
import type { DeliveriesJson, EndpointJson, EndpointsJson } from './api-types.ts';
import { DataTable, type TableColumn } from './data-table.tsx';
import { builtInEndpoint, endpointLabel } from './delivery-state.ts';
import { None, Refused, Status, Time, Title } from './parts.tsx';
import { hashOf } from './route.ts';
import { useLoad } from './use-load.ts';

type DeadCount = Readonly<{ count: number; isMore: boolean }>;
type EndpointRow = Readonly<{
  id: string;
  url: string;
  endpoint: EndpointJson | undefined;
  dead: DeadCount | undefined;
}>;

/** All endpoints, and how many deliveries of each are dead. */
export function WebhooksPage() {
  const loaded = useLoad('webhooks', async (signal): Promise<readonly EndpointRow[]> => {
    const { webhook_endpoints } = await get<EndpointsJson>('/v1/webhook-endpoints', signal);
    const rows = webhook_endpoints.map(async (endpoint) => ({
      id: endpoint.id,
      url: endpoint.url,
      endpoint,
      dead: await deadCount(endpoint.id, signal),
    }));
    const dead = await deadCount(builtInEndpoint, signal);
    const builtIn = { id: builtInEndpoint, url: 'The notification service', endpoint: undefined, dead };
    return [...(await Promise.all(rows)), ...(dead === undefined ? [] : [builtIn])];
  });
  const { data, error, isLoading, reload } = loaded;
  return (
    <section aria-labelledby="title" aria-busy={isLoading}>
      <div class="heading">
        <Title>Webhook endpoints</Title>
        <button type="button" class="quiet" onClick={reload}>
          Refresh
        </button>
      </div>
      {error && <Refused error={error} reload={reload} />}
      {data === undefined ? !error && <p class="soft">Loading …</p> : <EndpointTable rows={data} />}
    </section>
  );
}

async function deadCount(id: string, signal: AbortSignal): Promise<DeadCount | undefined> {
  const path = withQuery(pathOf('v1', 'webhook-endpoints', id, 'deliveries'), { status: 'dead', limit: '100' });
  const page = await find<DeliveriesJson>(path, signal);
  return page && { count: page.deliveries.length, isMore: page.next_cursor !== null };
}

const EndpointTable = ({ rows }: { rows: readonly EndpointRow[] }) => (
  <DataTable label="Webhook endpoints" columns={columns} rows={rows} keyOf={({ id }) => id} />
);

const columns: readonly TableColumn<EndpointRow>[] = [
  [
    'Endpoint',
    '',
    ({ id, url, endpoint }) => (
      <>
        <a href={hashOf({ page: 'endpoint', id })} class="break">
          {url}
        </a>
        {endpoint?.description && <span class="soft under">{endpoint.description}</span>}
      </>
    ),
  ],
  [
    'Status',
    '',
    ({ endpoint }) => (endpoint ? <Status {...endpointLabel(endpoint)} /> : <Status word="Built in" tone="quiet" />),
  ],
  ['Events', 'wide', ({ endpoint }) => endpoint?.event_types?.join(', ') ?? 'all'],
  ['Failing since (UTC)', 'wide', ({ endpoint }) => <Time at={endpoint?.failing_since} />],
  ['Dead', 'number', ({ dead }) => <Dead dead={dead} />],
];

const Dead = ({ dead }: { dead: DeadCount | undefined }) =>
  dead && dead.count > 0 ? (
    <strong class="bad">
      {dead.count}
      {dead.isMore && ' or more'}
    </strong>
  ) : (
    <None />
  );
