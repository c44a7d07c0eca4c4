import { describe, expect, it } from 'vitest';
import { clientMutants } from '../../prove/simulation/client-mutants.ts';
import type { Mutant } from '../../prove/simulation/mutant.ts';
import { shopFaults } from '../../prove/simulation/shop-faults.ts';
import { simulate } from '../../prove/simulation/simulation.ts';
import { addRun, emptyTally } from '../../prove/tally.ts';

/** Changes nothing: every run of it has shops, where others have them one time in eight. */
const asItIs: Mutant = { name: 'client-as-it-is', what: 'no fault', client: (outside) => outside };
const seeds = 40;

/** Found within a hundred seeds: a soak test looks for it. */
const rare = new Set(['client-takes-403-for-a-refusal']);

describe('shops that use the client of client/', () => {
  it(`charge once per intent and are told what is so, in ${seeds} runs in which they are killed`, async () => {
    const tally = emptyTally();
    for (let seed = 1; seed <= seeds; seed++) addRun(tally, await simulate(seed, { mutant: asItIs }));
    expect(tally.witnesses).toEqual([]);
    const faults = Object.keys(tally.faults);
    expect(shopFaults.filter((fault) => !faults.includes(fault))).toEqual([]);
  });

  it('repeat their runs, await by await', async () => {
    const traceOf = async () => (await simulate(3, { mutant: asItIs, trace: true })).trace.join('\n');
    const first = await traceOf();
    expect(first).toMatch(/ shop \d\.\d +pay shop-\d-\d is \w+$/m);
    await simulate(4, { mutant: asItIs });
    expect(await traceOf()).toBe(first);
  });
});

describe('a client that is written wrongly', () => {
  const common = clientMutants.filter(({ name }) => !rare.has(name));

  it.each(common.map((mutant) => [mutant.name, mutant] as const))(
    'charges twice, or says what is not so, within 20 runs: %s',
    async (_name, mutant) => {
      const isFound = async (seed: number) =>
        (await simulate(seed, { mutant })).violations.some(
          ({ invariant }) => invariant === 'one charge' || invariant === 'the client is right',
        );
      for (let seed = 1; seed <= 20; seed++) if (await isFound(seed)) return;
      expect.unreachable('no run of twenty found it');
    },
  );
});
