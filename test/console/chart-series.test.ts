import { describe, expect, it } from 'vitest';
import type { EventJson, ListedPaymentJson } from '../../console/api-types.ts';
import {
  amountsOverTime,
  countsOverTime,
  declineRates,
  openByAge,
  percentile,
  rangeBack,
  settleTimes,
} from '../../console/chart-series.ts';

const now = Date.parse('2026-11-28T10:30:00Z');
const range = rangeBack(now, 3);

const event = (type: EventJson['type'], day: string, data: Partial<EventJson['data']> = {}) =>
  ({ type, timestamp: `${day}T09:00:00.000Z`, data: { currency: 'EUR', amount: '1.10', ...data } }) as EventJson;

const events = [
  event('payment.completed', '2026-11-26'),
  event('payment.completed', '2026-11-28'),
  event('payment.completed', '2026-11-28', { amount: '2.20' }),
  event('payment.completed', '2026-11-28', { currency: 'JPY', amount: '500' }),
  event('payment.failed', '2026-11-28', { failure_code: 'card_declined' }),
  event('payment.begun', '2026-11-28'),
  // Before the range.
  event('payment.completed', '2026-11-25'),
];

describe('the charts of the console', () => {
  it('a range of days ends with the present day, and one of a day with the present hour', () => {
    expect([range.since, range.until].map((ms) => new Date(ms).toISOString().slice(0, 10))).toEqual([
      '2026-11-26',
      '2026-11-29',
    ]);
    expect(new Date(rangeBack(now, 1).until).toISOString()).toBe('2026-11-28T11:00:00.000Z');
  });

  it('events are counted by what they tell, days without one as zero', () => {
    expect(countsOverTime(events, range)).toEqual({
      times: ['2026-11-26', '2026-11-27', '2026-11-28'].map((day) => Date.parse(day) / 1_000),
      series: [
        { name: 'failed', values: [0, 0, 1] },
        { name: 'paid', values: [1, 0, 3] },
      ],
    });
  });

  it('amounts are summed exactly, by currency', () => {
    expect(amountsOverTime(events, range).series).toEqual([
      { name: 'EUR', values: [1.1, 0, 3.3] },
      { name: 'JPY', values: [0, 0, 500] },
    ]);
  });

  it('the decline rate is of decided payments, and a day without one has none', () => {
    expect(declineRates(events, range).series).toEqual([{ name: 'card_declined', values: [0, null, 25] }]);
  });

  it.each([
    [[], 50, null],
    [[3], 99, 3],
    [[3, 1, 2], 50, 2],
    [Array.from({ length: 100 }, (_, index) => index + 1), 99, 99],
  ])('of %j the p%i is %s', (values, percent, result) => expect(percentile(values, percent)).toBe(result));

  it('the time to settle is of payments that are settled', () => {
    const payment = (settled_at: string | null) =>
      ({ created_at: '2026-11-28T09:00:00.000Z', settled_at }) as ListedPaymentJson;
    const { series } = settleTimes([payment('2026-11-28T09:00:00.250Z'), payment(null)], range);
    expect(series).toEqual([
      { name: 'p50', values: [null, null, 0.25] },
      { name: 'p99', values: [null, null, 0.25] },
    ]);
  });

  it('open payments are grouped by their age', () => {
    const created = (hours: number) =>
      ({ created_at: new Date(now - hours * 3_600_000).toISOString() }) as ListedPaymentJson;
    const groups = openByAge([0, 0.5, 1, 23, 24, 200].map(created), now);
    expect(groups.map(({ count }) => count)).toEqual([2, 2, 1, 1]);
  });
});
