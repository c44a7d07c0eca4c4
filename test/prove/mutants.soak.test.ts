import { describe, expect, it } from 'vitest';
import type { Mutant } from '../../prove/simulation/mutant.ts';
import { mutants } from '../../prove/simulation/mutants.ts';
import { simulate } from '../../prove/simulation/simulation.ts';

const mostSeeds = 1_000;

async function firstViolated(mutant: Mutant): Promise<number | undefined> {
  for (let seed = 1; seed <= mostSeeds; seed++) {
    const { violations } = await simulate(seed, { mutant });
    if (violations.length > 0) return seed;
  }
  return undefined;
}

describe('a service that is written wrongly', () => {
  it('is tried in many ways', () => {
    expect(new Set(mutants.map(({ name }) => name)).size).toBe(mutants.length);
    expect(mutants.length).toBeGreaterThanOrEqual(20);
  });

  it.each(mutants.map((mutant) => [mutant.name, mutant] as const))('is found out: %s', async (_name, mutant) => {
    expect(await firstViolated(mutant)).toBeLessThanOrEqual(mostSeeds);
  });
});
