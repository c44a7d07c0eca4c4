import { useState } from 'preact/hooks';
import { find, get, pathOf, withQuery } from './api.ts';
import type {
  DeliveriesJson,
  DeliveryJson,
  EndpointsJson,
  EventJson,
  EventsJson,
  ListedPaymentJson,
  PaymentsJson,
} from './api-types.ts';
import { Chart } from './chart.tsx';
import { type ChartLibrary, loadCharts } from './chart-library.ts';
import type { ChartRange } from './chart-series.ts';
import { builtInEndpoint } from './delivery-state.ts';
import type { LocalClock } from './local-environment.ts';
import { readPages } from './pages.ts';
import { Refused, Title } from './parts.tsx';
import { useLoad } from './use-load.ts';

const spans = [
  ['24 hours', 1],
  ['7 days', 7],
  ['30 days', 30],
  ['366 days', 366],
] as const;

/** Figures over time, drawn from the lists of the API. */
export function ChartsPage() {
  const [days, setDays] = useState<number>(7);
  const { data, error, isLoading, reload } = useLoad(`charts ${days}`, (signal) => readFigures(days, signal));
  return (
    <article aria-busy={isLoading}>
      <div class="heading">
        <Title>Charts</Title>
        <label class="inline">
          Show the last{' '}
          <select value={String(days)} onChange={({ currentTarget: { value } }) => setDays(Number(value))}>
            {spans.map(([name, count]) => (
              <option key={count} value={String(count)}>
                {name}
              </option>
            ))}
          </select>
        </label>
        <button type="button" class="quiet" onClick={reload}>
          Refresh
        </button>
      </div>
      {error && <Refused error={error} reload={reload} />}
      {data === undefined && !error && <p class="soft">Loading …</p>}
      {data && <Charts {...data} />}
    </article>
  );
}

type Figures = Readonly<{
  library: ChartLibrary;
  range: ChartRange;
  now: number;
  events: readonly EventJson[];
  payments: readonly ListedPaymentJson[];
  open: readonly ListedPaymentJson[];
  deliveries: readonly DeliveryJson[];
  isCut: boolean;
}>;

/** At most so many pages of 500 of each list. */
const mostPages = 20;

async function readFigures(days: number, signal: AbortSignal): Promise<Figures> {
  const [library, clock] = await Promise.all([
    loadCharts(),
    find<LocalClock>('/_local/clock', signal).catch(() => undefined),
  ]);
  const now = clock === undefined ? Date.now() : Date.parse(clock.now);
  const range = library.rangeBack(now, days);
  const query = { since: new Date(range.since).toISOString(), limit: '500' };
  const [events, payments, open, { webhook_endpoints }] = await Promise.all([
    readPages(mostPages, async (cursor) => {
      const page = await get<EventsJson>(withQuery('/v1/events', { ...query, ...cursor }), signal);
      return { items: page.events, next: page.next_cursor };
    }),
    readPages(mostPages, async (cursor) => {
      const page = await get<PaymentsJson>(withQuery('/v1/payments', { ...query, ...cursor }), signal);
      return { items: page.payments, next: page.next_cursor };
    }),
    get<PaymentsJson>('/v1/payments?status=PENDING&limit=500', signal),
    get<EndpointsJson>('/v1/webhook-endpoints', signal),
  ]);
  const deliveries = await Promise.all(
    [builtInEndpoint, ...webhook_endpoints.map(({ id }) => id)].map(async (id) => {
      const path = withQuery(pathOf('v1', 'webhook-endpoints', id, 'deliveries'), { limit: '500' });
      return (await find<DeliveriesJson>(path, signal))?.deliveries ?? [];
    }),
  );
  return {
    library,
    range,
    now,
    events: events.items,
    payments: payments.items,
    open: open.payments,
    deliveries: deliveries.flat(),
    isCut: events.isCut || payments.isCut,
  };
}

function Charts({ library, range, now, events, payments, open, deliveries, isCut }: Figures) {
  return (
    <>
      {isCut && <p class="notice">There is more than can be read at once: choose a shorter time.</p>}
      <div class="charts">
        <Chart title="Payments and refunds" data={library.countsOverTime(events, range)} />
        <Chart title="Amounts charged" data={library.amountsOverTime(events, range)} />
        <Chart title="Declined, by code" data={library.declineRates(events, range)} unit=" %" />
        <Chart title="Time to settle a payment" data={library.settleTimes(payments, range)} unit=" s" />
        <Chart title="Time to deliver a webhook" data={library.webhookLag(deliveries, range)} unit=" s" />
        <OpenPayments groups={library.openByAge(open, now)} />
      </div>
      <p class="soft">
        Latency and replays of requests: on this machine on the page “Live”, in a deployed stage on its CloudWatch
        dashboard.
      </p>
    </>
  );
}

function OpenPayments({ groups }: { groups: ReturnType<ChartLibrary['openByAge']> }) {
  const most = Math.max(1, ...groups.map(({ count }) => count));
  return (
    <section class="chart" aria-label="Open payments, by age">
      <h2>Open payments, by age</h2>
      <dl class="bars">
        {groups.map(({ name, count }) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>
              <meter min={0} max={most} value={count} aria-label={name} /> <span>{count}</span>
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
