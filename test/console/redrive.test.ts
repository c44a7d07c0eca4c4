import { describe, expect, it } from 'vitest';
import type { DeliveryJson } from '../../console/api-types.ts';
import { jobIn, newJob, type RedriveJob, type RedrivePorts, redrive } from '../../console/redrive.ts';

class Kill extends Error {}

const dead = (index: number): DeliveryJson => ({
  event_id: `p${index}:payment.completed:0`,
  event_type: 'payment.completed',
  event_at: new Date(Date.parse('2026-11-28T00:00:00Z') + index * 3_600_000).toISOString(),
  status: 'dead',
  attempts: 10,
  next_attempt_at: null,
  dead_reason: 'exhausted',
  last_attempt_at: null,
  last_status: 500,
  last_error: null,
});

/** An endpoint with so many dead deliveries, an hour apart, and the entry in which a browser keeps the job. */
function endpointWith(count: number, pageSize = 100) {
  const alive = new Set<string>();
  const requests: string[] = [];
  let entry: string | null = null;
  let calls = 0;
  const ports = (killedAt = Number.POSITIVE_INFINITY): RedrivePorts => {
    const step = () => {
      if (++calls > killedAt) throw new Kill();
    };
    return {
      // As the service lists them: what is alive again has left, and a cursor is a position in time.
      page: async ({ cursor }) => {
        step();
        const all = Array.from({ length: count }, (_, index) => dead(count - 1 - index));
        const listed = all.filter(
          ({ event_id, event_at }) => !alive.has(event_id) && (cursor === null || event_at < cursor),
        );
        const deliveries = listed.slice(0, pageSize);
        return { deliveries, next_cursor: listed.length > pageSize ? (deliveries.at(-1)?.event_at ?? null) : null };
      },
      redeliver: async (_endpoint, { event_id }) => {
        step();
        requests.push(event_id);
        alive.add(event_id);
      },
      keep: (job) => {
        entry = JSON.stringify(job);
      },
      forget: () => {
        entry = null;
      },
      isStopped: () => false,
    };
  };
  const restart = () => {
    calls = 0;
  };
  return { alive, requests, ports, restart, kept: (): RedriveJob | undefined => jobIn(entry) };
}

const all = { endpointId: 'we_1', from: '', until: '' };

describe('redrive of dead deliveries', () => {
  it('sends 10,000 dead deliveries again, each once', async () => {
    const { alive, requests, ports, kept } = endpointWith(10_000);
    const { done } = await redrive(newJob(all), ports());
    expect([done, alive.size, requests.length, kept()]).toEqual([10_000, 10_000, 10_000, undefined]);
  });

  it('sends only events of the range again', async () => {
    const { alive, ports } = endpointWith(48, 10);
    await redrive(newJob({ ...all, from: '2026-11-29T00:00:00.000Z' }), ports());
    expect(alive).toEqual(new Set(Array.from({ length: 24 }, (_, index) => dead(index + 24).event_id)));
  });

  it('killed at any of its requests, it goes on from the entry that it kept, and misses none', async () => {
    const count = 25;
    for (let killedAt = 1; killedAt < 35; killedAt++) {
      const endpoint = endpointWith(count, 10);
      await redrive(newJob(all), endpoint.ports(killedAt)).catch((error: unknown) => {
        if (!(error instanceof Kill)) throw error;
      });
      endpoint.restart();
      const job = endpoint.kept();
      if (job) await redrive(job, endpoint.ports());
      expect([killedAt, endpoint.alive.size, endpoint.kept()]).toEqual([killedAt, count, undefined]);
      expect(endpoint.requests).toHaveLength(count);
    }
  });

  it('a paused redrive keeps its place', async () => {
    const endpoint = endpointWith(30, 10);
    const paused = { ...endpoint.ports(), isStopped: () => endpoint.requests.length >= 12 };
    await redrive(newJob(all), paused);
    expect(endpoint.kept()?.done).toBe(endpoint.requests.length);
    await redrive(endpoint.kept() ?? newJob(all), endpoint.ports());
    expect(endpoint.alive.size).toBe(30);
  });

  it.each([null, '', 'x', '{}', '{"endpointId": 1, "done": 2}'])('%j is no job', (text) => {
    expect(jobIn(text)).toBeUndefined();
  });
});
