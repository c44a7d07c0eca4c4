import { describe, expect, it } from 'vitest';
import { mutants } from '../../prove/simulation/mutants.ts';
import { simulate } from '../../prove/simulation/simulation.ts';

describe('the invariant of timelines', () => {
  it.each(['take-over-not-recorded', 'timeline-by-the-clock'])('is what the mutant %s violates', async (name) => {
    const mutant = mutants.find((one) => one.name === name);
    const found: string[] = [];
    for (let seed = 1; seed <= 60; seed++) {
      const { violations } = await simulate(seed, { mutant });
      found.push(...violations.map(({ invariant }) => invariant));
    }
    expect(new Set(found)).toEqual(new Set(['the timeline tells what happened']));
  });
});
