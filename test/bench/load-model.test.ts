import { describe, expect, it } from 'vitest';
import { Backlog } from '../../bench/model/backlog.ts';
import { Bucket } from '../../bench/model/bucket.ts';
import { Clients } from '../../bench/model/clients.ts';
import { awsDemand, withoutProcessor } from '../../bench/model/demand.ts';
import { ladder } from '../../bench/model/ladder.ts';
import { defaultLimits, newTable } from '../../bench/model/limits.ts';
import { type Load, runModel } from '../../bench/model/load-model.ts';
import { chargesPerSecond, measured, runOnMachine } from '../../bench/model/machine.ts';
import { OnDemandTable } from '../../bench/model/on-demand-table.ts';
import { takenByPartitions } from '../../bench/model/partitions.ts';
import { tokenBucket } from '../../hermetic/api-gateway/token-bucket.ts';

const sixMinutes = { rampSeconds: 60, seconds: 360 } as const;

describe('the load model', () => {
  it.each([
    ['all defaults', defaultLimits, awsDemand, { perSecond: 2_000, ...sixMinutes }],
    [
      'a processor without a limit',
      { ...defaultLimits, processor: 1e9 },
      awsDemand,
      { perSecond: 2_000, ...sixMinutes },
    ],
    ['no processor', defaultLimits, withoutProcessor, { perSecond: 450, ...sixMinutes }],
    ['a single second', defaultLimits, awsDemand, { perSecond: 5_000, rampSeconds: 1, seconds: 1 }],
  ])('loses no payment: each is paid, waits or was given up, with %s', (_case, limits, demand, load) => {
    const { offered, paid, waiting, gaveUp } = runModel(limits, demand, load);
    expect(paid + waiting + gaveUp).toBeCloseTo(offered, 2);
  });

  it('pays everything at the first request below all limits', () => {
    const result = runModel(defaultLimits, awsDemand, { perSecond: 45, ...sixMinutes });
    expect(result).toMatchObject({ firstRefusal: undefined, firstDelay: undefined, gaveUp: 0 });
    expect(result.attempts).toBeCloseTo(1, 6);
    expect(result.paid).toBeCloseTo(result.offered, 6);
  });

  it('is the same each time', () => {
    const load: Load = { perSecond: 3_000, ...sixMinutes };
    expect(runModel(defaultLimits, awsDemand, load)).toEqual(runModel(defaultLimits, awsDemand, load));
  });

  it.each([
    ['rate of the method', { perSecond: 600 }, 500],
    ['executions of the account', { perSecond: 2_500, method: { perSecond: 1e6, burst: 1e6 } }, 1_000 / 0.61],
    [
      'index by time',
      {
        perSecond: 4_500,
        method: { perSecond: 1e6, burst: 1e6 },
        executions: 1e6,
        payments: { warmUnits: 90_000, mostUnits: 90_000 },
      },
      4_000,
    ],
  ] as const)('%s refuses first, and what is paid is its limit', (limit, { perSecond, ...raised }, most) => {
    const limits = { ...defaultLimits, processor: 1e9, provisioned: 1e6, ...raised };
    const result = runModel(limits, awsDemand, { perSecond, rampSeconds: 60, seconds: 600 });
    expect(result.firstRefusal?.limit).toBe(limit);
    const last = result.seconds.slice(-60);
    expect(Math.max(...last.map(({ paid }) => paid))).toBeLessThanOrEqual(most + 1e-6);
    expect(Math.min(...last.map(({ paid }) => paid))).toBeGreaterThan(0.97 * most);
  });

  it('shows a limit whose raise does not help by failing, not by raising it for ever', () => {
    const steps = ladder(defaultLimits, awsDemand, { perSecond: 16_000, rampSeconds: 60, seconds: 900 });
    const limits = steps.map(({ limit }) => limit);
    expect(new Set(limits).size).toBe(limits.length);
    expect(limits.at(-1)).toBeUndefined();
    expect(steps.at(-1)?.result).toMatchObject({ gaveUp: 0, firstRefusal: undefined, firstDelay: undefined });
  });
});

describe('with one machine in place of AWS', () => {
  it.each(Object.entries(measured.chargesPerSecond))(
    'the model comes within a sixth of what %s connections reached',
    (connections, charges) => {
      const modelled = chargesPerSecond(measured.machine, Number(connections));
      expect(Math.abs(modelled / charges - 1)).toBeLessThan(1 / 6);
    },
  );

  it('a small rate is paid as it comes', () => {
    const { paid, offered, attempts } = runOnMachine(measured.machine, 16, { perSecond: 100, ...sixMinutes });
    expect(paid).toBeCloseTo(offered, 6);
    expect(attempts).toBeCloseTo(1, 6);
  });
});

describe('the parts of the model', () => {
  it('a bucket passes what the token bucket of the local gateway passes', () => {
    const rate = { perSecond: 50, burst: 80 };
    let now = 0;
    const [fluid, takes] = [new Bucket(rate), tokenBucket(rate, () => now)];
    for (const [second, wanted] of [100, 60, 10, 10, 200, 0, 0, 500].entries()) {
      now = second * 1_000;
      if (second > 0) fluid.nextSecond();
      const taken = Array.from({ length: wanted }, takes).filter(Boolean).length;
      expect(fluid.pass(wanted)).toBe(taken);
    }
  });

  it.each([
    // units, partitions, the least and the most that is taken
    [0, 4, 0, 0],
    [2_000, 4, 2_000, 2_000],
    [3_960, 4, 3_900, 3_960],
    [4_000, 4, 3_940, 3_960],
    [8_000, 4, 4_000, 4_000],
  ])('of %s units, %s partitions take %s to %s', (units, partitions, least, most) => {
    const taken = takenByPartitions(units, partitions, 1_000);
    expect(taken).toBeGreaterThanOrEqual(least - 1e-6);
    expect(taken).toBeLessThanOrEqual(most + 1e-6);
  });

  it('a new table takes 4,000 units, and twice as many after ten hot minutes', () => {
    const table = new OnDemandTable(newTable);
    const taken = Array.from({ length: 1_300 }, () => table.take(20_000));
    expect([0, 599, 600, 1_250].map((second) => Math.round(taken[second] ?? 0))).toEqual([4_000, 4_000, 8_000, 16_000]);
  });

  it('a table takes twice its peak of half an hour ago, up to its quota', () => {
    const table = new OnDemandTable({ warmUnits: 4_000, mostUnits: 7_000 });
    for (let second = 0; second < 1_801; second++) table.take(3_800);
    expect(table.partitions).toBe(8);
    expect(table.take(20_000)).toBe(7_000);
  });

  it('clients pause longer each time, up to 16 s, and give up after a minute', () => {
    const clients = new Clients();
    const sent: number[] = [];
    for (let second = 0; second < 80; second++) {
      for (const cohort of clients.sentAt(second, second === 0 ? 1 : 0)) {
        sent[second] = (sent[second] ?? 0) + cohort.payments;
        clients.refused(cohort, cohort.payments, second);
      }
    }
    expect(sent.slice(0, 3)).toEqual([1, 1, 0.5]);
    expect(clients.waiting).toBeCloseTo(0, 4);
    expect(clients.gaveUp).toBeCloseTo(1, 4);
    expect(sent.findLastIndex((payments) => payments > 0)).toBeLessThanOrEqual(60);
  });

  it('a backlog is worked off in order of arrival, and says how old its oldest part is', () => {
    const backlog = new Backlog();
    backlog.add(1, 10);
    backlog.add(2, 10);
    expect([backlog.take(12), backlog.amount, backlog.lagAt(5)]).toEqual([12, 8, 3]);
    expect([backlog.take(100), backlog.amount, backlog.lagAt(5)]).toEqual([8, 0, 0]);
  });
});
