import { describe, expect, it } from 'vitest';
import { explore } from '../../prove/simulation/exhaustive.ts';
import { mutants } from '../../prove/simulation/mutants.ts';
import { scenarios } from '../../prove/simulation/scenarios.ts';

const scenario = (name: string) => {
  const found = scenarios(2).find((one) => one.name === name);
  if (found === undefined) throw new Error(`no scenario ${name}`);
  return found;
};

describe('every order of the steps of two clients', () => {
  it.each(scenarios(2).map((one) => [one.name, one] as const))(
    'with one fault at every place: %s',
    async (_name, one) => {
      const { violation, schedules, runs } = await explore(one, { mostFaults: 1 });
      expect(violation).toBeUndefined();
      expect(schedules).toBeGreaterThan(100);
      expect(runs).toBeLessThanOrEqual(schedules);
    },
  );

  it('without a fault is as many schedules as there are orders', async () => {
    // The first to claim takes three steps (claim, charge, settle); the claim of the other fits after each of them.
    const { schedules } = await explore(scenario('one key, twice'), { mostFaults: 0 });
    expect(schedules).toBe(2 * 3);
  });

  it.each([
    ['hold-without-condition', 'one trip, two keys', 1],
    ['capture-and-cancel', 'a capture and a cancellation', 1],
    ['refund-cap-in-the-code', 'a refund and another', 1],
    ['claim-without-condition', 'one key for two amounts', 1],
    ['execute-unclaimed', 'one key, twice', 1],
    ['execute-unclaimed', 'one key, twice, remotely, one fault', 0],
    ['claim-without-the-intent', 'one key, twice, remotely, one fault', 0],
    ['open-key-without-the-body', 'one order for two amounts, remotely, one fault', 1],
  ])('finds %s out: %s', async (name, where, mostFaults) => {
    const mutant = mutants.find((one) => one.name === name);
    const { violation } = await explore(scenario(where), { mostFaults, mutant });
    expect(violation?.schedule.length).toBeGreaterThan(2);
    expect(violation?.violations.length).toBeGreaterThan(0);
  });

  it('comes to the same states when it is done again', async () => {
    const once = await explore(scenario('one refund, twice'), { mostFaults: 1 });
    expect(await explore(scenario('one refund, twice'), { mostFaults: 1 })).toEqual(once);
  });
});
