import { describe, expect, it } from 'vitest';
import { mutants } from '../../prove/simulation/mutants.ts';
import { simulate } from '../../prove/simulation/simulation.ts';
import { firstSeed, traceOf } from './traces.ts';

describe('a seed', () => {
  it('is one run, if it is a long one, too', async () => {
    const seed = await firstSeed(async (seed) => (await traceOf(seed)).split('\n').length > 200);
    const first = await traceOf(seed);
    await simulate(seed + 1);
    expect(await traceOf(seed)).toBe(first);
  });

  it.each(['reads-that-may-be-old'])('of the mutant %s, too', async (name) => {
    const mutant = mutants.find((one) => one.name === name);
    const seed = await firstSeed(async (seed) => (await traceOf(seed, { mutant })) !== (await traceOf(seed)));
    expect(await traceOf(seed, { mutant })).toBe(await traceOf(seed, { mutant }));
  });
});
