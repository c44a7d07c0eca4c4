import { type Invariant, invariants } from './simulation/invariants.ts';
import type { SimulatedRun } from './simulation/simulation.ts';

/** How often, by name. */
type TallyCounts = Record<string, number>;

/** One thing that did not hold, and the seed that shows it again. */
type Witness = Readonly<{ seed: number; invariant: Invariant; what: string }>;

/** Sums over many runs. */
export type Tally = {
  seeds: number;
  invocations: number;
  writes: number;
  movements: number;
  virtualMs: number;
  operations: TallyCounts;
  faults: TallyCounts;
  workloads: TallyCounts;
  /** In how many runs each invariant was violated. */
  violated: TallyCounts;
  violatedSeeds: number;
  firstViolatedSeed: number | undefined;
  /** The first few, each with its seed. */
  witnesses: Witness[];
};

const mostWitnesses = 20;

export const emptyTally = (): Tally => ({
  seeds: 0,
  invocations: 0,
  writes: 0,
  movements: 0,
  virtualMs: 0,
  operations: {},
  faults: {},
  workloads: {},
  violated: {},
  violatedSeeds: 0,
  firstViolatedSeed: undefined,
  witnesses: [],
});

const raise = (counts: TallyCounts, name: string, by = 1) => {
  counts[name] = (counts[name] ?? 0) + by;
};

/** Adds one run. */
export function addRun(tally: Tally, run: SimulatedRun): void {
  tally.seeds++;
  tally.invocations += run.invocations;
  tally.writes += run.writes;
  tally.movements += run.movements;
  tally.virtualMs += run.virtualMs;
  raise(tally.workloads, `${run.profile}, ${run.dense ? 'dense' : 'sparse'}`);
  for (const [name, count] of run.calls) raise(tally.operations, name, count);
  for (const [name, count] of run.faults) raise(tally.faults, name, count);
  if (run.violations.length === 0) return;
  tally.violatedSeeds++;
  tally.firstViolatedSeed = Math.min(tally.firstViolatedSeed ?? run.seed, run.seed);
  const names = Object.keys(invariants) as Invariant[];
  for (const invariant of names) {
    const first = run.violations.find((violation) => violation.invariant === invariant);
    if (first === undefined) continue;
    raise(tally.violated, invariant);
    if (tally.witnesses.length < mostWitnesses) tally.witnesses.push({ seed: run.seed, invariant, what: first.what });
  }
}

/** Adds what other runs came to. */
export function addTally(tally: Tally, other: Tally): void {
  for (const name of ['seeds', 'invocations', 'writes', 'movements', 'virtualMs', 'violatedSeeds'] as const) {
    tally[name] += other[name];
  }
  for (const name of ['operations', 'faults', 'workloads', 'violated'] as const) {
    for (const [key, count] of Object.entries(other[name])) raise(tally[name], key, count);
  }
  if (other.firstViolatedSeed !== undefined) {
    tally.firstViolatedSeed = Math.min(tally.firstViolatedSeed ?? other.firstViolatedSeed, other.firstViolatedSeed);
  }
  const witnesses = [...tally.witnesses, ...other.witnesses].sort((one, another) => one.seed - another.seed);
  tally.witnesses = witnesses.slice(0, mostWitnesses);
}
