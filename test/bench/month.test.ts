import { describe, expect, it } from 'vitest';
import { type MonthlyUsage, monthOf, ratesWith } from '../../bench/cost/month.ts';
import { itemBytes } from '../../bench/dynamodb/stored-bytes.ts';
import { countAlarmMetrics } from '../../bench/parts/months.ts';
import { typesOf } from '../support/function-in-template.ts';
import { services, templatesFor } from '../support/synth.ts';

const nothing = { dynamodb: 0, apiGateway: 0, lambda: 0, durable: 0, logs: 0, traces: 0, total: 0 };
const unused: MonthlyUsage = {
  payments: nothing,
  schedules: nothing,
  alarmMetrics: 0,
  customMetrics: { idle: 0, busy: 0 },
  dashboards: 0,
  secrets: 0,
  storedBytes: 0,
};

describe('the cost of a month', () => {
  it.each([
    ['alarms by their metrics', 0, { alarmMetrics: 30 }, { fixed: 3, total: 3 }],
    [
      'the few custom metrics of an idle stage',
      0,
      { customMetrics: { idle: 2, busy: 16 } },
      { fixed: 0.6, total: 0.6 },
    ],
    [
      'all custom metrics once there are payments',
      1,
      { customMetrics: { idle: 2, busy: 16 } },
      { fixed: 4.8, total: 4.8 },
    ],
    ['a dashboard and a secret', 0, { dashboards: 1, secrets: 1 }, { fixed: 3.4, total: 3.4 }],
    // 730 hours have 43,800 minutes.
    ['runs that find nothing to do', 0, { schedules: { ...nothing, total: 2 } }, { schedules: 0.0876, total: 0.0876 }],
    // 2,628,000 seconds: 26.28 million payments.
    ['every payment', 10, { payments: { ...nothing, total: 8 } }, { payments: 210.24, total: 210.24 }],
    ['no payment of an idle stage', 0, { payments: { ...nothing, total: 8 } }, { payments: 0, total: 0 }],
    // 26.28 million kilobytes, at 45 cents per gigabyte.
    ['data apart from the total', 10, { storedBytes: 1_000 }, { addedByData: 11.826, total: 0 }],
  ])('the cost of a month includes %s', (_, perSecond, usage, expected) => {
    const month = monthOf(perSecond, { ...unused, ...usage });
    for (const [figure, dollars] of Object.entries(expected))
      expect(month).toHaveProperty(figure, expect.closeTo(dollars, 6));
  });

  it.each([
    [undefined, [0, 10, 100, 1_000]],
    [50, [0, 10, 50, 100, 1_000]],
    [100, [0, 10, 100, 1_000]],
  ])('with --rate %s the monthly cost is shown for %j payments a second', (rate, rates) => {
    expect(ratesWith(rate)).toEqual(rates);
  });

  it('the alarm metrics of the monthly cost are those of the template', async () => {
    const { observability } = await templatesFor({ stage: 'production', ...services });
    const alarms = Object.values(observability?.findResources('AWS::CloudWatch::Alarm') ?? {});
    const metrics = alarms.flatMap(({ Properties }) =>
      Properties.MetricName === undefined
        ? Properties.Metrics.filter((each: Readonly<{ MetricStat?: object }>) => each.MetricStat !== undefined)
        : [Properties.MetricName],
    );
    expect(await countAlarmMetrics()).toBe(metrics.length);
    expect(observability && typesOf(observability)).toContain('AWS::CloudWatch::Dashboard');
  });
});

describe('the stored size of an item', () => {
  it.each([
    ['a string and its name', { id: { S: 'abc' } }, 5],
    ['characters of several bytes', { id: { S: '€' } }, 5],
    ['a number by its digits', { n: { N: '1234' } }, 4],
    ['a map with its names', { m: { M: { a: { S: 'b' } } } }, 7],
    ['a list', { l: { L: [{ S: 'b' }] } }, 6],
    ['a truth value', { t: { BOOL: true } }, 2],
  ])('the stored size counts %s', (_, item, bytes) => {
    expect(itemBytes(item)).toBe(bytes);
  });
});
