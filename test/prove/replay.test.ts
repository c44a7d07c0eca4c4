import timers from 'node:timers';
import { describe, expect, it, vi } from 'vitest';
import { mutants } from '../../prove/simulation/mutants.ts';
import { simulate } from '../../prove/simulation/simulation.ts';
import { facesOf } from '../support/faces.ts';
import { firstSeed, traceOf } from './traces.ts';

const seeds = ['3', '24', '36', '231', '2176'].map((seed): readonly [string] => [seed]);
const ofMutants = ['execute-unclaimed', 'claim-expires'].map((name): readonly [string] => [name]);

describe('a seed', () => {
  it.each(facesOf(seeds, ['3']))('is one run: %s, event by event, whatever ran before', async (name) => {
    const seed = Number(name);
    const first = await traceOf(seed);
    await simulate(seed + 1);
    expect(await traceOf(seed)).toBe(first);
  });

  it('is another run than the next', async () => {
    expect(await traceOf(3)).not.toBe(await traceOf(4));
  });

  it.each(facesOf(ofMutants, ['execute-unclaimed']))('of the mutant %s, too', async (name) => {
    const mutant = mutants.find((one) => one.name === name);
    const seed = await firstSeed(async (seed) => (await traceOf(seed, { mutant })) !== (await traceOf(seed)));
    expect(await traceOf(seed, { mutant })).toBe(await traceOf(seed, { mutant }));
  });

  it('says when, who, what and what came of it', async () => {
    const line =
      /^ +\d+\.\d{3} {2}#\d+ create-payment +Put payments [0-9a-f-]{36} IF attribute_not_exists\(id\) -> done$/m;
    const isThere = async (seed: number) => line.test(await traceOf(seed));
    expect(await firstSeed(isThere)).toBeGreaterThan(0);
    expect(await firstSeed(async (seed) => !(await isThere(seed)))).toBeGreaterThan(0);
  });
});

describe('a run', () => {
  it('takes no time, sets no real timer, and leaves the clock as it found it', async () => {
    const started = vi.spyOn(globalThis, 'setTimeout');
    const kept = [Date, Math.random, setTimeout, clearTimeout, timers.setTimeout];
    const sockets = openSockets();
    const { virtualMs } = await simulate(36);
    expect(virtualMs).toBeGreaterThan(60_000);
    expect(started).not.toHaveBeenCalled();
    expect([Date, Math.random, setTimeout, clearTimeout, timers.setTimeout]).toEqual(kept);
    started.mockRestore();
    expect(openSockets()).toBeLessThanOrEqual(sockets);
  });
});

const openSockets = () => process.getActiveResourcesInfo().filter((name) => name === 'TCPSocketWrap').length;
