import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { LocalRefusal } from '../../hermetic/api-gateway/local-answers.ts';
import { durationMs, readMove } from '../../hermetic/clock/clock-request.ts';
import { clockMover } from '../../hermetic/clock/move-clock.ts';
import { TestClock } from '../../hermetic/clock/test-clock.ts';
import { Schedule } from '../../hermetic/events/schedule.ts';
import { recordsOf } from './test-records.ts';

const work = mkdtempSync(join(tmpdir(), 'clock-'));
afterAll(() => rmSync(work, { recursive: true }));

const noon = Date.parse('2026-11-28T12:00:00Z');
const minuteMs = 60_000;
const clockAt = (real: { ms: number }, file?: string) => new TestClock({ file, realNow: () => real.ms });

describe('the test clock', () => {
  it('shows real time until it is moved, and goes on from there', () => {
    const real = { ms: noon };
    const clock = clockAt(real);
    expect([clock.now(), clock.offsetMs]).toEqual([noon, 0]);
    clock.moveTo(noon + minuteMs);
    real.ms += 5;
    expect([clock.now(), clock.offsetMs]).toEqual([noon + minuteMs + 5, minuteMs]);
  });

  it('never goes back', () => {
    const clock = clockAt({ ms: noon });
    clock.moveTo(noon + minuteMs);
    clock.moveTo(noon);
    expect(clock.now()).toBe(noon + minuteMs);
  });

  it('is still ahead after the next start on the same data', () => {
    const file = join(work, 'clock.json');
    clockAt({ ms: noon }, file).moveTo(noon + minuteMs);
    expect(clockAt({ ms: noon + 7 }, file).now()).toBe(noon + minuteMs + 7);
  });

  it('is refused where the file of the data cannot be read, because the real time would go back', () => {
    const file = join(work, 'damaged.json');
    writeFileSync(file, '[{"realMs":17960');
    expect(() => clockAt({ ms: noon }, file)).toThrow(`${file} cannot be read`);
  });

  it('does not move when the move cannot be kept', () => {
    const clock = clockAt({ ms: noon }, join(work, 'missing', 'clock.json'));
    expect(() => clock.moveTo(noon + minuteMs)).toThrow('its directory does not exist');
    expect(clock.now()).toBe(noon);
  });

  it('dates a stream record by the time of its write, however late the record is read', () => {
    const real = { ms: noon + 700 };
    const clock = clockAt(real);
    clock.moveTo(real.ms + minuteMs);
    const seconds = noon / 1000;
    const [before, at] = [seconds - 1, seconds].map((first) => {
      const [record] = recordsOf(1, first);
      return record && clock.dated(record).dynamodb.ApproximateCreationDateTime;
    });
    expect([before, at]).toEqual([seconds - 1, seconds + 60]);
  });
});

describe('a request to move the clock', () => {
  it.each([
    ['{"advance": "2h"}', noon + 7_200_000],
    ['{"advance": "1d12h"}', noon + 129_600_000],
    ['{"advance": "0s"}', noon],
    ['{"to": "2026-12-24T00:00:00Z"}', Date.parse('2026-12-24T00:00:00Z')],
    ['{"to": "2026-11-28T13:00:00+01:00"}', noon],
  ])('%s is accepted', (body, to) => {
    expect(readMove(body, noon)).toBe(to);
  });

  it.each([
    ['', 400, 'The clock was not moved'],
    ['{"advance": 2}', 400, 'The clock was not moved'],
    ['{"advance": "2h", "to": "2026-12-24T00:00:00Z"}', 400, 'The clock was not moved'],
    ['{"advance": "-2h"}', 400, '"-2h" is not a time span: write 90s'],
    ['{"advance": "2 hours"}', 400, '"2 hours" is not a time span: write 90s'],
    ['{"advance": ""}', 400, '"" is not a time span'],
    ['{"to": "tomorrow"}', 400, '"tomorrow" is not a date and time: write 2026-12-24T00:00:00Z'],
    ['{"to": "2026-02-30T00:00:00Z"}', 400, 'is not a date and time'],
    ['{"to": "2026-11-28T11:59:59Z"}', 409, 'only goes forward, and it is 2026-11-28T12:00:00.000Z already'],
    ['{"advance": "99999999d"}', 400, 'beyond the year 9999'],
  ])('%s is refused with %i', (body, status, message) => {
    const refused = () => readMove(body, noon);
    expect(refused).toThrow(message);
    expect(refused).toThrow(expect.objectContaining({ status }));
  });

  it('may use every unit', () => {
    expect(durationMs('1d1h1m1s1ms')).toBe(90_061_001);
    expect(() => durationMs('1w')).toThrow(LocalRefusal);
  });
});

describe('moving the clock', () => {
  const started: Schedule[] = [];
  const settled: number[] = [];

  function environmentAt(everyMs: Readonly<Record<string, number>>, file?: string) {
    const clock = clockAt({ ms: noon }, file);
    const log: [name: string, at: string, event: unknown][] = [];
    const schedules = Object.entries(everyMs).map(
      ([name, ms]) =>
        new Schedule(
          { name, ruleArn: name, functionLogicalId: name, functionName: name, everyMs: ms },
          {
            async invoke(id, event) {
              log.push([id, new Date(clock.now()).toISOString().slice(11, 19), (event as { time: string }).time]);
              return { requestId: 'r', payload: 'null', durationMs: 1, maxMemoryMb: 1 };
            },
            log: () => {},
            now: clock.now,
          },
        ),
    );
    started.push(...schedules);
    const eventSources = { schedules: () => schedules, settled: async () => void settled.push(clock.now()) };
    const move = clockMover({
      clock,
      eventSources: () => eventSources,
      deleteExpired: async (now) => ({ items: now - noon }),
    });
    return { clock, log, schedules, advance: (ms: number) => move((now) => now + ms) };
  }

  const stopAll = () => {
    for (const schedule of started.splice(0)) schedule.stop();
    settled.length = 0;
  };

  it('runs due schedules in order, each at its own time', async () => {
    const { log, advance } = environmentAt({ often: minuteMs, rarely: 1.5 * minuteMs });
    const { ran } = await advance(3 * minuteMs);
    expect(log.map(([name, at]) => `${name} ${at}`)).toEqual([
      'often 12:01:00',
      'rarely 12:01:30',
      'often 12:02:00',
      'often 12:03:00',
      'rarely 12:03:00',
    ]);
    expect(log[0]?.[2]).toBe('2026-11-28T12:01:00Z');
    expect(ran).toEqual({ often: 3, rarely: 2 });
    stopAll();
  });

  it('lets the schedules go on when the clock cannot be moved', async () => {
    const { schedules, advance } = environmentAt({ often: minuteMs }, join(work, 'missing', 'clock.json'));
    const resumed = vi.spyOn(schedules[0] as Schedule, 'resume');
    await expect(advance(minuteMs)).rejects.toThrow('its directory does not exist');
    expect(resumed).toHaveBeenCalledOnce();
    stopAll();
  });

  it('makes only the last 20 runs of a schedule in a long move, and then the next one when it is due', async () => {
    const { log, advance } = environmentAt({ often: minuteMs });
    await advance(400 * 24 * 60 * minuteMs + 1);
    expect(log).toHaveLength(20);
    expect(log.at(-1)?.[1]).toBe('12:00:00');
    await advance(minuteMs);
    expect(log).toHaveLength(21);
    stopAll();
  });

  it('reads streams to their end before and after, and expires items at the new time', async () => {
    const { advance } = environmentAt({});
    expect(await advance(minuteMs)).toEqual({
      now: '2026-11-28T12:01:00.000Z',
      offset_ms: minuteMs,
      ran: {},
      expired: { items: minuteMs },
    });
    expect(settled).toEqual([noon, noon + minuteMs]);
    stopAll();
  });

  it('adds up concurrent moves', async () => {
    const { clock, advance } = environmentAt({ often: minuteMs });
    await Promise.all([advance(minuteMs), advance(minuteMs)]);
    expect(clock.now()).toBe(noon + 2 * minuteMs);
    stopAll();
  });

  it('makes only the last of the runs that were missed while the machine slept', () => {
    vi.useFakeTimers({ now: noon });
    try {
      const invoke = vi.fn(async () => ({ requestId: 'r', payload: 'null', durationMs: 1, maxMemoryMb: 1 }));
      const declared = { name: 'r', ruleArn: 'r', functionLogicalId: 'f', functionName: 'f', everyMs: minuteMs };
      const schedule = new Schedule(declared, { invoke, log: () => {}, now: Date.now });
      vi.setSystemTime(noon + 10 * minuteMs);
      vi.advanceTimersByTime(minuteMs);
      expect(invoke).toHaveBeenCalledTimes(1);
      schedule.stop();
    } finally {
      vi.useRealTimers();
    }
  });
});
