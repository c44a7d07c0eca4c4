import { describe, expect, it } from 'vitest';
import type { Mutant } from '../../prove/simulation/mutant.ts';
import { shopFaults } from '../../prove/simulation/shop-faults.ts';
import { simulate } from '../../prove/simulation/simulation.ts';
import { addRun, emptyTally } from '../../prove/tally.ts';

/** Changes nothing: every run of it has shops. */
const asItIs: Mutant = { name: 'client-as-it-is', what: 'no fault', client: (outside) => outside };
const kills = 10_000;
const seeds = 40;

describe('shops that use the client of client/', () => {
  it(`charge once per intent and are told what is so, in ${seeds} runs in which they are killed`, async () => {
    const tally = emptyTally();
    for (let seed = 1; seed <= seeds; seed++) addRun(tally, await simulate(seed, { mutant: asItIs }));
    expect(tally.witnesses).toEqual([]);
    const faults = Object.keys(tally.faults);
    expect(shopFaults.filter((fault) => !faults.includes(fault))).toEqual([]);
  });
});

it(`shops whose processes die ${kills} times at awaits of the client charge once per intent`, async () => {
  const tally = emptyTally();
  const killed = () =>
    Object.entries(tally.faults).reduce(
      (sum, [fault, times]) => sum + (fault.startsWith('shop: killed') ? times : 0),
      0,
    );
  for (let seed = 1; killed() < kills; seed++) addRun(tally, await simulate(seed, { mutant: asItIs }));
  expect(tally.witnesses).toEqual([]);
});
