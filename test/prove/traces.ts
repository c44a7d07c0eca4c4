import { type RunOptions, simulate } from '../../prove/simulation/simulation.ts';

export const traceOf = async (seed: number, options: RunOptions = {}) =>
  (await simulate(seed, { ...options, trace: true })).trace.join('\n');

/** The first seed of a hundred whose run is of some kind: which one it is changes with every change of the workload. */
export async function firstSeed(isWanted: (seed: number) => Promise<boolean>): Promise<number> {
  for (let seed = 1; seed <= 100; seed++) if (await isWanted(seed)) return seed;
  throw new Error('no run of a hundred is of that kind');
}
