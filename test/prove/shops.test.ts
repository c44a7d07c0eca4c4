import { describe, expect, it } from 'vitest';
import { clientMutants } from '../../prove/simulation/client-mutants.ts';
import type { Mutant } from '../../prove/simulation/mutant.ts';
import { simulate } from '../../prove/simulation/simulation.ts';
import { facesOf } from '../support/faces.ts';

/** Changes nothing: every run of it has shops, where others have them one time in eight. */
const asItIs: Mutant = { name: 'client-as-it-is', what: 'no fault', client: (outside) => outside };

/** Found within a hundred seeds: a soak test looks for it. */
const rare = new Set(['client-takes-403-for-a-refusal']);
/** Found after more runs than the others. */
const slow = new Set([
  'client-forgets-what-it-sends',
  'client-keeps-keys-in-memory',
  'client-resumes-with-a-new-key',
  'client-sends-before-it-stores',
  'client-retries-declines',
  'client-retries-with-a-new-key',
  'client-takes-a-page-for-a-refusal',
  'client-takes-silence-for-a-refusal',
]);

describe('shops that use the client of client/', () => {
  it('repeat their runs, await by await', async () => {
    const traceOf = async () => (await simulate(3, { mutant: asItIs, trace: true })).trace.join('\n');
    const first = await traceOf();
    expect(first).toMatch(/ shop \d\.\d +pay shop-\d-\d is \w+$/m);
    await simulate(4, { mutant: asItIs });
    expect(await traceOf()).toBe(first);
  });
});

describe('a client that is written wrongly', () => {
  const common = clientMutants
    .filter(({ name }) => !rare.has(name))
    .map((mutant): readonly [string, Mutant] => [mutant.name, mutant]);
  const quick = common.map(([name]) => name).filter((name) => !slow.has(name));

  it.each(facesOf(common, quick))(
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
