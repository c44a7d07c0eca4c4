import { expect, it } from 'vitest';
import { simulate } from '../../prove/simulation/simulation.ts';
import { addRun, emptyTally } from '../../prove/tally.ts';

/** A soak test makes 500 runs and sees every kind of fault; `npm run prove` makes as many as one likes. */
const seeds = 15;

it(`money moves once, and everybody is told the same, in ${seeds} runs full of faults`, async () => {
  const tally = emptyTally();
  for (let seed = 1; seed <= seeds; seed++) addRun(tally, await simulate(seed));
  expect(tally.witnesses).toEqual([]);
  expect(tally.movements).toBeGreaterThan(2 * seeds);
});
