import { describe, expect, it } from 'vitest';
import { eventsProveNothing } from '../../prove/simulation/events-prove-nothing.ts';

const seeds = 500;

describe('events of processors', () => {
  it(`prove nothing in ${seeds} seeds: none at all, and each ten times in any order, end in the same items`, async () => {
    for (let seed = 1; seed <= seeds; seed++) {
      const { violations } = await eventsProveNothing(seed);
      expect(violations, `seed ${seed}`).toEqual([]);
    }
  });
});
