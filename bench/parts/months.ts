import type { IMetric } from 'aws-cdk-lib/aws-cloudwatch';
import { CommandRefusal } from '../../hermetic/process/command.ts';
import type { Bill } from '../cost/bill.ts';
import { type Month, type MonthlyUsage, monthNotes, monthOf, ratesWith } from '../cost/month.ts';
import { assumptions } from '../cost/prices.ts';
import type { Table } from '../report/table.ts';
import { stage } from '../subjects/deployed.ts';
import { idleRunOf, minutelyWorkers } from '../subjects/minutely-workers.ts';

type Bills = Readonly<Record<string, Bill>>;
export type MonthAtRate = Month & Readonly<{ perSecond: number }>;

/** The monthly cost of stage production, idle and at several rates. */
export async function measureMonths(
  bills: Bills,
  storedBytes: number | undefined,
  rate: number | undefined,
): Promise<readonly MonthAtRate[]> {
  if (storedBytes === undefined) {
    throw new CommandRefusal('The figures lack the size of a payment: run npm run bench -- --capacity --cost.');
  }
  const usage: MonthlyUsage = {
    payments: sumOf(bills, ['payment', 'counters, per payment', 'notification, per payment']),
    schedules: sumOf(bills, minutelyWorkers.map(idleRunOf)),
    alarmMetrics: await countAlarmMetrics(),
    customMetrics: assumptions.customMetrics,
    dashboards: 1,
    secrets: 1,
    storedBytes,
  };
  return ratesWith(rate).map((perSecond) => ({ perSecond, ...monthOf(perSecond, usage) }));
}

function sumOf(bills: Bills, names: readonly string[]): Bill {
  const found = names.map((name) => bills[name]).filter((bill) => bill !== undefined);
  if (found.length < names.length) throw new Error(`There are no bills for some of: ${names.join('; ')}`);
  return found.reduce((one, other) => ({
    dynamodb: one.dynamodb + other.dynamodb,
    apiGateway: one.apiGateway + other.apiGateway,
    lambda: one.lambda + other.lambda,
    durable: one.durable + other.durable,
    logs: one.logs + other.logs,
    traces: one.traces + other.traces,
    total: one.total + other.total,
  }));
}

/** Metrics of all alarms of a stage. An alarm on an expression has those that the expression uses. */
export async function countAlarmMetrics(): Promise<number> {
  // Loaded here, because `npm run bench -- --help` should not wait for the CDK.
  const [{ MathExpression }, { alarms }, { serviceMetrics }] = await Promise.all([
    import('aws-cdk-lib/aws-cloudwatch'),
    import('../../lib/alarms.ts'),
    import('../../lib/service-metrics.ts'),
  ]);
  const metrics = serviceMetrics(stage);
  const count = (metric: IMetric): number =>
    metric instanceof MathExpression
      ? Object.values(metric.usingMetrics).reduce((sum, used) => sum + count(used), 0)
      : 1;
  return alarms.reduce((sum, { metric }) => sum + count(metric(metrics)), 0);
}

export function monthTable(months: readonly MonthAtRate[]): Table {
  const row = (name: string, figure: keyof Month) => [name, ...months.map((month) => dollars(month[figure]))];
  return {
    title: 'Dollars a month of stage production, us-east-1, by payments per second',
    columns: ['', ...months.map(({ perSecond }) => (perSecond === 0 ? 'idle' : `${perSecond}/s`))],
    rows: [
      row('payments', 'payments'),
      row('workers that run every minute', 'schedules'),
      row('alarms, metrics, dashboard, secret', 'fixed'),
      row('total', 'total'),
      row('added to every later month by data', 'addedByData'),
    ],
    notes: monthNotes,
  };
}

const dollars = (amount: number): string =>
  amount.toLocaleString('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 2 });
