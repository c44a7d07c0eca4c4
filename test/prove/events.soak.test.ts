import { describe, expect, it } from 'vitest';
import { eventsProveNothing } from '../../prove/simulation/events-prove-nothing.ts';
import { mutants } from '../../prove/simulation/mutants.ts';
import { simulate } from '../../prove/simulation/simulation.ts';

const seeds = 500;

describe('events of processors', () => {
  it(`prove nothing in ${seeds} seeds: none at all, and each ten times in any order, end in the same items`, async () => {
    for (let seed = 1; seed <= seeds; seed++) {
      const { violations } = await eventsProveNothing(seed);
      expect(violations, `seed ${seed}`).toEqual([]);
    }
  });

  it('would be found to prove something, if they did', async () => {
    const mutant = mutants.find(({ name }) => name === 'events-only');
    const found: string[] = [];
    for (let seed = 1; seed <= 30; seed++) {
      const { violations } = await eventsProveNothing(seed, mutant);
      found.push(...violations.map(({ invariant }) => invariant));
    }
    expect(new Set(found)).toEqual(new Set(['events prove nothing']));
  });
});

describe('an invariant of processors and events', () => {
  it.each([
    ['failover-on-unknown', 'one processor'],
    ['event-looked-up-before-it-is-verified', 'a forged event writes nothing'],
  ])('is what the mutant %s violates: %s', async (name, invariant) => {
    const mutant = mutants.find((one) => one.name === name);
    const found: string[] = [];
    for (let seed = 1; seed <= 40; seed++) {
      const { violations } = await simulate(seed, { mutant });
      found.push(...violations.map((violation) => violation.invariant));
    }
    expect(found).toContain(invariant);
  });
});
