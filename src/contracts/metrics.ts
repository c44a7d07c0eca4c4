import type { Currency } from '../domain/currency.ts';
import { formatAmount } from '../domain/money.ts';
import type { Counters } from '../projections/counters.ts';
import { amountNumber } from './numbers.ts';

type MetricSample = Readonly<{ labels: Readonly<Record<string, string>>; text: string; number: unknown }>;
type Metric = Readonly<{ name: string; type: 'counter' | 'gauge'; help: string; samples: readonly MetricSample[] }>;
type NamedMetric = readonly [labels: readonly string[], amount: bigint];

/** Public names of the counters `payments#<status>#…` and `refunds#<status>`. Several internal statuses can share a name. */
const statusNames: Readonly<Record<string, string>> = {
  completed: 'SUCCESS',
  failed: 'FAILED',
  cancelled: 'FAILED',
  refunded: 'REFUNDED',
};

/** The metrics that the counters amount to, in an order that does not change. */
export function metricsOf(counters: Counters, deadLetters: number): readonly Metric[] {
  const named = (prefix: string): NamedMetric[] =>
    [...counters].flatMap(([name, amount]) => {
      const [first, ...labels] = name.split('#');
      return first === prefix ? [[labels, amount] as const] : [];
    });
  const total = (prefix: string) => named(prefix).reduce((sum, [, amount]) => sum + amount, 0n);
  const decided = named('payments').filter(([[status]]) => status !== 'refunded');
  const open = total('begun') - total('refused') - decided.reduce((sum, [, amount]) => sum + amount, 0n);
  const byStatus = ([[status = '', method = ''], amount]: NamedMetric) =>
    [{ status: statusNames[status] ?? status, method: method.toUpperCase() }, amount] as const;
  return [
    counter(
      'payments_total',
      'Payments that came to a status, by method; a refunded one came to two.',
      counts(named('payments').map(byStatus)),
    ),
    counter('payments_amount_total', 'Money charged, in units of its currency.', amounts(named('charged'))),
    counter(
      'payments_declined_total',
      'Payments that failed, by what for.',
      counts(named('declines').map(([[code = ''], amount]) => [{ failure_code: code }, amount])),
    ),
    counter(
      'refunds_total',
      'Refunds that came to a status.',
      counts(named('refunds').map(([[status = ''], amount]) => [{ status: statusNames[status] ?? status }, amount])),
    ),
    counter('refunds_amount_total', 'Money that went back, in units of its currency.', amounts(named('refunded'))),
    counter(
      'disputes_total',
      'Disputes that came to a status; a closed one came to two.',
      counts(named('disputes').map(([[status = ''], amount]) => [{ status }, amount])),
    ),
    gauge('payments_open', 'Payments that are begun or authorized, and neither paid nor failed.', open),
    gauge('notifications_dead_letters', 'Notifications that could not be delivered.', BigInt(deadLetters)),
  ];
}

/** The text exposition format of Prometheus, 0.0.4. */
export function metricsText(metrics: readonly Metric[]): string {
  const lines = metrics.flatMap(({ name, type, help, samples }) => [
    `# HELP ${name} ${help}`,
    `# TYPE ${name} ${type}`,
    ...samples.map(({ labels, text }) => `${name}${labelsText(labels)} ${text}`),
  ]);
  return `${lines.join('\n')}\n`;
}

/** The same as JSON: of each metric its samples, each with its labels and value. */
export const metricsJson = (metrics: readonly Metric[]): object =>
  Object.fromEntries(
    metrics.map(({ name, samples }) => [name, samples.map(({ labels, number }) => ({ ...labels, value: number }))]),
  );

function labelsText(labels: Readonly<Record<string, string>>): string {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}="${escaped(value)}"`);
  return pairs.length === 0 ? '' : `{${pairs.join(',')}}`;
}

const escaped = (value: string) => value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');

const counter = (name: string, help: string, samples: readonly MetricSample[]): Metric => ({
  name,
  type: 'counter',
  help,
  samples,
});

const gauge = (name: string, help: string, value: bigint): Metric => ({
  name,
  type: 'gauge',
  help,
  samples: counts([[{}, value]]),
});

/** Adds up what has the same labels. */
function counts(
  entries: readonly (readonly [labels: Readonly<Record<string, string>>, amount: bigint])[],
): MetricSample[] {
  const sums = new Map<string, bigint>();
  for (const [labels, amount] of entries) {
    const key = JSON.stringify(labels);
    sums.set(key, (sums.get(key) ?? 0n) + amount);
  }
  const sorted = [...sums].sort(([one], [other]) => (one < other ? -1 : 1));
  return sorted.map(([key, sum]) => ({ labels: JSON.parse(key), text: String(sum), number: Number(sum) }));
}

/** By currency; the minor units of each become its decimal, exactly. */
function amounts(entries: readonly NamedMetric[]): MetricSample[] {
  const sorted = entries.toSorted(([[one = '']], [[other = '']]) => (one < other ? -1 : 1));
  return sorted.map(([[currency = ''], minor]) => {
    const money = { minor, currency: currency as Currency };
    return { labels: { currency }, text: formatAmount(money), number: amountNumber(money) };
  });
}
