import type { DeliveryJson, EventJson, ListedPaymentJson, PaymentEventJson } from './api-types.ts';
import { sumOf } from './money.ts';

type ChartSeries = Readonly<{ name: string; values: readonly (number | null)[] }>;
/** `times`: seconds since the epoch, as uPlot wants them. */
export type ChartData = Readonly<{ times: readonly number[]; series: readonly ChartSeries[] }>;

export type ChartRange = Readonly<{ since: number; until: number; stepMs: number }>;

/** A range of so many days that ends now, in steps of an hour or a day. */
export function rangeBack(now: number, days: number): ChartRange {
  const stepMs = days > 2 ? 86_400_000 : 3_600_000;
  const until = Math.ceil(now / stepMs) * stepMs;
  return { since: until - days * 86_400_000, until, stepMs };
}

const stepsOf = ({ since, until, stepMs }: ChartRange): readonly number[] =>
  Array.from({ length: Math.round((until - since) / stepMs) }, (_, index) => since + index * stepMs);

/** One value for each step and name, from what falls into it. */
function bySteps<T>(
  range: ChartRange,
  items: readonly Readonly<{ at: string; name: string; item: T }>[],
  measure: (items: readonly T[]) => number | null,
): ChartData {
  const steps = stepsOf(range);
  const cellOf = (at: string) => Math.floor((Date.parse(at) - range.since) / range.stepMs);
  // A list may hold what was posted in the range, but happened before it.
  const within = items.filter(({ at }) => cellOf(at) >= 0 && cellOf(at) < steps.length);
  const series = [...Map.groupBy(within, ({ name }) => name)]
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([name, own]) => {
      const cells = Map.groupBy(own, ({ at }) => cellOf(at));
      return { name, values: steps.map((_, index) => measure((cells.get(index) ?? []).map(({ item }) => item))) };
    });
  return { times: steps.map((ms) => ms / 1_000), series };
}

const outcomes: Readonly<Partial<Record<EventJson['type'], string>>> = {
  'payment.completed': 'paid',
  'payment.captured': 'captured',
  'payment.authorized': 'authorized',
  'payment.failed': 'failed',
  'payment.cancelled': 'cancelled',
  'refund.completed': 'refunded',
};

/** Number of events of each kind over time. */
export const countsOverTime = (events: readonly EventJson[], range: ChartRange): ChartData =>
  bySteps(
    range,
    events.flatMap((event) => {
      const name = outcomes[event.type];
      return name === undefined ? [] : [{ at: event.timestamp, name, item: event }];
    }),
    (items) => items.length,
  );

const isOfPayment = (event: EventJson): event is PaymentEventJson => !('endpoint_id' in event.data);

const moving: readonly EventJson['type'][] = ['payment.completed', 'payment.captured'];

/** Charged amounts over time, a line for each currency. Lines are drawn from doubles; sums are exact until then. */
export const amountsOverTime = (events: readonly EventJson[], range: ChartRange): ChartData =>
  bySteps(
    range,
    events
      .filter(isOfPayment)
      .filter(({ type }) => moving.includes(type))
      .map(({ timestamp, data }) => ({ at: timestamp, name: data.currency, item: data.amount })),
    (amounts) => Number(sumOf(amounts)),
  );

/** Share of decided payments that were declined, in per cent, a line for each code. */
export function declineRates(events: readonly EventJson[], range: ChartRange): ChartData {
  const decided = countsOf(events, range, ({ type }) =>
    ['payment.completed', 'payment.captured', 'payment.failed'].includes(type),
  );
  const { times, series } = bySteps(
    range,
    events
      .filter(isOfPayment)
      .filter(({ type }) => type === 'payment.failed')
      .map((event) => ({ at: event.timestamp, name: event.data.failure_code ?? 'unknown', item: event })),
    (items) => items.length,
  );
  const rate = (count: number | null, at: number) => {
    const of = decided[at] ?? 0;
    return of === 0 ? null : (100 * (count ?? 0)) / of;
  };
  return { times, series: series.map(({ name, values }) => ({ name, values: values.map(rate) })) };
}

function countsOf(events: readonly EventJson[], range: ChartRange, is: (event: EventJson) => boolean) {
  const all = events.filter(is).map((event) => ({ at: event.timestamp, name: 'all', item: event }));
  return bySteps(range, all, (items) => items.length).series[0]?.values ?? [];
}

/** The value below which so many per cent of all are. */
export function percentile(values: readonly number[], percent: number): number | null {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.max(0, Math.ceil((percent / 100) * sorted.length) - 1)] ?? null;
}

type Span = Readonly<{ at: string; ms: number }>;

/** p50 and p99 of spans over time, in seconds. */
function percentilesOverTime(spans: readonly Span[], range: ChartRange): ChartData {
  const line = (percent: number) =>
    bySteps(
      range,
      spans.map(({ at, ms }) => ({ at, name: `p${percent}`, item: ms / 1_000 })),
      (values) => percentile(values, percent),
    );
  const [p50, p99] = [line(50), line(99)];
  return { times: p50.times, series: [...p50.series, ...p99.series] };
}

/** From the creation of a payment to its decision. */
export const settleTimes = (payments: readonly ListedPaymentJson[], range: ChartRange): ChartData =>
  percentilesOverTime(
    payments.flatMap(({ created_at: at, settled_at }) =>
      settled_at === null ? [] : [{ at, ms: Date.parse(settled_at) - Date.parse(at) }],
    ),
    range,
  );

/** From an event to its delivery. */
export const webhookLag = (deliveries: readonly DeliveryJson[], range: ChartRange): ChartData =>
  percentilesOverTime(
    deliveries.flatMap(({ status, event_at: at, last_attempt_at }) =>
      status === 'delivered' && last_attempt_at !== null
        ? [{ at, ms: Math.max(0, Date.parse(last_attempt_at) - Date.parse(at)) }]
        : [],
    ),
    range,
  );

const ages = [
  ['under 1 h', 3_600_000],
  ['1 to 24 h', 86_400_000],
  ['1 to 7 d', 7 * 86_400_000],
  ['older', Number.POSITIVE_INFINITY],
] as const;

/** Open payments, counted by their age. */
export function openByAge(payments: readonly ListedPaymentJson[], now: number) {
  const ageOf = ({ created_at }: ListedPaymentJson) => now - Date.parse(created_at);
  return ages.map(([name, below], index) => {
    const from = ages[index - 1]?.[1] ?? Number.NEGATIVE_INFINITY;
    return { name, count: payments.filter((payment) => ageOf(payment) >= from && ageOf(payment) < below).length };
  });
}
