import { describe, expect, it } from 'vitest';
import type { ActivityJson } from '../../console/activity-types.ts';
import { environmentActivity } from '../../tools/start/activity.ts';
import type { EnvironmentEvent } from '../../tools/start/events.ts';
import { requestMinutes } from '../../tools/start/request-minutes.ts';

type RequestEvent = Extract<EnvironmentEvent, { event: 'request' }>;

const start = Date.parse('2026-11-28T10:00:00.000Z');
const paid: RequestEvent = {
  event: 'request',
  method: 'POST',
  path: '/v1/payments',
  status: 201,
  ms: 12,
  requestId: 'r-1',
  functionName: 'payment-service-local-create-payment',
  payment: { id: 'p-1', amount: '25.00', currency: 'EUR' },
};

function activityAt(now = start) {
  const activity = environmentActivity(() => now);
  const emit = activity.observing(undefined);
  // The type is the console's: it must read what the environment answers.
  const answer = (after?: number): ActivityJson =>
    activity.answer(new URLSearchParams(after === undefined ? '' : `after=${after}`));
  return { emit, answer, activity };
}

describe('GET /_local/activity', () => {
  it('shows requests, calls of workers and dead letters in their order, and passes them on', () => {
    const { activity, answer } = activityAt();
    const passed: string[] = [];
    const emit = activity.observing(({ event }) => passed.push(event));
    emit(paid);
    emit({ event: 'log', functionName: 'f', text: 'hush' });
    emit({
      event: 'background-calls',
      functionName: 'payment-service-local-deliver-events',
      calls: [{ service: 'shop', method: 'POST', path: '/', status: 403 }],
    });
    expect(answer()).toMatchObject({
      last: 2,
      entries: [
        {
          number: 1,
          kind: 'request',
          function: 'create-payment',
          status: 201,
          isReplay: false,
          payment: { id: 'p-1' },
        },
        { number: 2, kind: 'background', function: 'deliver-events', calls: [{ service: 'shop', status: 403 }] },
      ],
      minutes: [{ at: '2026-11-28T10:00:00.000Z', requests: 1, replays: 0 }],
    });
    expect(passed).toEqual(['request', 'log', 'background-calls']);
  });

  it('goes on after a cursor, and begins anew when the environment was restarted', () => {
    const { emit, answer } = activityAt();
    for (let at = 0; at < 3; at++) emit(paid);
    expect(answer(2).entries.map(({ number }) => number)).toEqual([3]);
    expect(answer(3).entries).toEqual([]);
    expect(answer(70).entries).toHaveLength(3);
  });

  it('keeps the latest 500 entries', () => {
    const { emit, answer } = activityAt();
    for (let at = 0; at < 1_200; at++) emit(paid);
    const { entries } = answer();
    expect([entries.length, entries[0]?.number, entries.at(-1)?.number]).toEqual([500, 701, 1_200]);
  });

  it('leaves out what functions ask the stubs', () => {
    const { emit, answer } = activityAt();
    emit({ ...paid, functionName: 'payment-service-local-receive-notification' });
    expect(answer().entries).toEqual([]);
  });
});

describe('requests by minute', () => {
  it('counts requests and replays, and gives percentiles that are exact to 5 %', () => {
    const minutes = requestMinutes();
    for (let ms = 1; ms <= 100; ms++) minutes.add(start + ms, ms, ms % 4 === 0);
    const [minute, ...others] = minutes.latest(start + 1_000);
    expect(others).toEqual([]);
    expect(minute).toMatchObject({ requests: 100, replays: 25 });
    expect(Math.abs((minute?.p50_ms ?? 0) - 50)).toBeLessThan(2.6);
    expect(Math.abs((minute?.p99_ms ?? 0) - 99)).toBeLessThan(5);
  });

  it('forgets what is older than an hour', () => {
    const minutes = requestMinutes();
    for (let minute = 0; minute < 200; minute++) minutes.add(start + minute * 60_000, 5, false);
    const end = start + 199 * 60_000;
    expect(minutes.latest(end)).toHaveLength(60);
    expect(minutes.latest(end + 3_600_000)).toEqual([]);
  });
});
