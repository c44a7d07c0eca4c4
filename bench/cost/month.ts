import type { Bill } from './bill.ts';
import { assumptions, type Price, prices } from './prices.ts';

/** Usage of a stage, apart from its rate. */
export type MonthlyUsage = Readonly<{
  /** Bill of a million payments: the request, its counters and its notification. */
  payments: Bill;
  /** Bill of a million minutes in which every scheduled worker runs once and finds nothing to do. */
  schedules: Bill;
  /** Metrics that alarms evaluate: each is billed, and an alarm on an expression has several. */
  alarmMetrics: number;
  customMetrics: Readonly<{ idle: number; busy: number }>;
  dashboards: number;
  secrets: number;
  /** Bytes that a payment leaves in tables and indexes. */
  storedBytes: number;
}>;

/** Dollars per month of a stage with a steady rate. */
export type Month = Readonly<{
  payments: number;
  schedules: number;
  /** Alarms, metrics, dashboards and secrets. */
  fixed: number;
  total: number;
  /** Dollars that the data of each month adds to the bill of every later month. Not part of `total`. */
  addedByData: number;
}>;

const secondsPerMonth = 60 * 60 * 730;
const million = 1_000_000;

/** The monthly cost at `perSecond` payments a second; 0 is an idle stage. */
export function monthOf(perSecond: number, usage: MonthlyUsage): Month {
  const count = perSecond * secondsPerMonth;
  const payments = (count / million) * usage.payments.total;
  const schedules = (secondsPerMonth / 60 / million) * usage.schedules.total;
  const fixed =
    usage.alarmMetrics * prices.alarmMetric.dollars +
    usage.customMetrics[perSecond > 0 ? 'busy' : 'idle'] * prices.customMetric.dollars +
    usage.dashboards * prices.dashboard.dollars +
    usage.secrets * prices.secret.dollars;
  const stored = prices.storedGigabyte.dollars + prices.recoverableGigabyte.dollars;
  const addedByData = ((count * usage.storedBytes) / 1e9) * stored;
  return { payments, schedules, fixed, total: payments + schedules + fixed, addedByData };
}

/** The rates that the bench always shows, besides that of `--rate`. */
export const ratesWith = (rate: number | undefined): readonly number[] =>
  [...new Set([0, 10, 100, 1_000, ...(rate === undefined ? [] : [rate])])].toSorted((one, other) => one - other);

/** Limits of the computation. */
export const monthNotes: readonly string[] = [
  'Every payment is one POST /v1/payments with an event and a notification, and no replays or reads. Free tiers, data transfer and support are not included.',
  `Data: $${sumOf(prices.storedGigabyte, prices.recoverableGigabyte)} per GB and month with point-in-time recovery. Rows of deliveries and markers expire after 90 days and less, which this does not subtract.`,
  `Functions with ${assumptions.memoryGb * 1_024} MB.`,
];

function sumOf(...all: readonly Price[]): string {
  return all.reduce((sum, { dollars }) => sum + dollars, 0).toFixed(2);
}
