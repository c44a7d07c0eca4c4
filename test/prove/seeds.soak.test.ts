import { describe, expect, it } from 'vitest';
import { faultKinds } from '../../prove/simulation/faults.ts';
import { handlers } from '../../prove/simulation/operations.ts';
import { simulate } from '../../prove/simulation/simulation.ts';
import { profiles } from '../../prove/simulation/workload.ts';
import { addRun, emptyTally } from '../../prove/tally.ts';

/** `npm run prove -- --seeds 100000` for a longer look, `npm run prove -- --seed N` to see one. */
const seeds = 500;

describe('whatever fails', () => {
  it(`money moves once, and everybody is told the same, in ${seeds} runs full of faults`, async () => {
    const tally = emptyTally();
    for (let seed = 1; seed <= seeds; seed++) addRun(tally, await simulate(seed));
    expect(tally.witnesses).toEqual([]);
    expect(new Set(Object.keys(tally.faults))).toEqual(new Set(faultKinds));
    const functions = [
      ...Object.keys(handlers),
      'project-payments',
      'sweep-payments',
      'poll-payments',
      'receive-processor-event',
      'get-payment-timeline',
      'deliver',
      'redeliver',
      'redeliver-event',
      'replay-webhook-endpoint',
      'rotate-webhook-secret',
      'update-webhook-endpoint',
    ];
    expect(new Set(Object.keys(tally.operations))).toEqual(new Set(functions));
    expect(Object.keys(tally.workloads)).toHaveLength(2 * profiles.length);
    expect(tally.movements).toBeGreaterThan(2 * seeds);
  });
});
