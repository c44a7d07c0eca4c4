import { describe, expect, it } from 'vitest';
import { rivals } from '../../prove/simulation/rivals.ts';
import { simulate } from '../../prove/simulation/simulation.ts';
import { addRun, emptyTally } from '../../prove/tally.ts';

async function tried(name: string, seeds: number) {
  const rival = rivals.find((one) => one.name === name);
  if (rival === undefined) throw new Error(`no rival ${name}`);
  const tally = emptyTally();
  for (let seed = 1; seed <= seeds; seed++) addRun(tally, await simulate(seed, { design: rival.design }));
  return tally;
}

describe('under the same clients and faults', () => {
  it.each([
    ['middy', 'one charge'],
    ['middy-key-passed-on', 'same answer'],
    ['wrapper', 'one charge'],
    ['wrapper-key-passed-on', 'same answer'],
    ['stripe-in-one-call', 'one charge'],
    ['durable', 'one charge'],
    ['durable-id-passed-on', 'one charge'],
  ])('the design %s does not keep "%s"', async (name, invariant) => {
    expect((await tried(name, 100)).violated[invariant]).toBeGreaterThan(0);
  });

  it('no design is crippled: each keeps everything in some runs', async () => {
    for (const { name } of rivals) expect((await tried(name, 100)).violatedSeeds).toBeLessThan(100);
  });

  it('this service keeps everything', async () => {
    const tally = await tried('ours', 200);
    expect(tally.witnesses).toEqual([]);
    expect(tally.movements).toBeGreaterThan(200);
  });
});
