import { describe, expect, it } from 'vitest';
import { jobIn, newJob, type RedriveJob, type RedrivePorts, redrive } from '../../console/redrive.ts';

class Kill extends Error {}

const eventAt = (index: number) => new Date(Date.parse('2026-11-28T00:00:00Z') + index * 3_600_000).toISOString();

/** An endpoint with so many dead deliveries, an hour apart, and the entry in which a browser keeps the job. */
function endpointWith(count: number, partSize = 100) {
  const newestFirst = Array.from({ length: count }, (_, index) => eventAt(count - 1 - index));
  const begun: string[] = [];
  let entry: string | null = null;
  let requests = 0;
  const ports = (killed?: Readonly<{ atRequest: number; isDone: boolean }>): RedrivePorts => ({
    // As the service does it: what has begun again is not dead any more, and a cursor is a position in time.
    sendAgain: async ({ from, until, cursor }) => {
      const isKilled = ++requests === killed?.atRequest;
      if (isKilled && !killed?.isDone) throw new Kill();
      const alreadyBegun = new Set(begun);
      const dead = newestFirst.filter(
        (at) => !alreadyBegun.has(at) && (until === '' || at < until) && (cursor === null || at < cursor),
      );
      const part = dead.slice(0, partSize);
      const wanted = part.filter((at) => at >= from);
      begun.push(...wanted);
      if (isKilled) throw new Kill();
      return { scheduled: wanted.length, next_cursor: dead.length > partSize ? (part.at(-1) ?? null) : null };
    },
    keep: (job) => {
      entry = JSON.stringify(job);
    },
    forget: () => {
      entry = null;
    },
    isStopped: () => false,
  });
  return { begun, ports, kept: (): RedriveJob | undefined => jobIn(entry), requests: () => requests };
}

const all = { endpointId: 'we_1', from: '', until: '' };

describe('redrive of dead deliveries', () => {
  it('sends 10,000 dead deliveries again in 100 requests, each once', async () => {
    const { begun, ports, kept, requests } = endpointWith(10_000);
    const { done } = await redrive(newJob(all), ports());
    expect([done, new Set(begun).size, begun.length, requests(), kept()]).toEqual([
      10_000,
      10_000,
      10_000,
      100,
      undefined,
    ]);
  });

  it('sends only events of the range again', async () => {
    const { begun, ports } = endpointWith(72, 10);
    await redrive(newJob({ ...all, from: eventAt(24), until: eventAt(48) }), ports());
    expect(new Set(begun)).toEqual(new Set(Array.from({ length: 24 }, (_, index) => eventAt(index + 24))));
  });

  it('killed before or after any of its requests is done, it goes on from the entry that it kept, and misses none', async () => {
    const count = 25;
    for (const isDone of [false, true]) {
      for (let atRequest = 1; atRequest <= 4; atRequest++) {
        const endpoint = endpointWith(count, 10);
        await redrive(newJob(all), endpoint.ports({ atRequest, isDone })).catch((error: unknown) => {
          if (!(error instanceof Kill)) throw error;
        });
        const job = endpoint.kept();
        if (job) await redrive(job, endpoint.ports());
        expect(new Set(endpoint.begun).size).toBe(count);
        expect([endpoint.begun.length, endpoint.kept()]).toEqual([count, undefined]);
      }
    }
  });

  it('a paused redrive keeps its place', async () => {
    const endpoint = endpointWith(30, 10);
    const paused = { ...endpoint.ports(), isStopped: () => endpoint.begun.length >= 12 };
    await redrive(newJob(all), paused);
    expect(endpoint.kept()?.done).toBe(endpoint.begun.length);
    await redrive(endpoint.kept() ?? newJob(all), endpoint.ports());
    expect(endpoint.begun).toHaveLength(30);
  });

  it.each([null, '', 'x', '{}', '{"endpointId": 1, "done": 2}'])('%j is no job', (text) => {
    expect(jobIn(text)).toBeUndefined();
  });
});
