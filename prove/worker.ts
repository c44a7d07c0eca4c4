import { parentPort } from 'node:worker_threads';
import { eventsProveNothing } from './simulation/events-prove-nothing.ts';
import { explore } from './simulation/exhaustive.ts';
import { mutants } from './simulation/mutants.ts';
import { rivals } from './simulation/rivals.ts';
import { scenarios } from './simulation/scenarios.ts';
import { type RunOptions, type SimulatedRun, simulate } from './simulation/simulation.ts';
import { addRun, emptyTally } from './tally.ts';
import type { Results, Task } from './tasks.ts';

/** One task after the other: within a thread, time is virtual, and there is one of it. */
parentPort?.on('message', async (task: Task) => {
  try {
    parentPort?.postMessage({ result: await done(task) });
  } catch (error) {
    parentPort?.postMessage({ error });
  }
});

async function done(task: Task): Promise<Results[Task['kind']]> {
  switch (task.kind) {
    case 'list':
      return {
        mutants: mutants.map(({ name, what }) => ({ name, what })),
        rivals: rivals.map(({ name, what }) => ({ name, what })),
        scenarios: scenarios(2).map(({ name }) => name),
      };
    case 'seeds':
      return runSeeds(task);
    case 'trace':
      return traced(task);
    case 'explore':
      return explored(task);
  }
}

const optionsOf = (task: Readonly<{ mutant?: string; rival?: string }>): RunOptions => {
  const rival = rivals.find(({ name }) => name === task.rival);
  return { mutant: mutants.find(({ name }) => name === task.mutant), ...(rival && { design: rival.design }) };
};

/** Two more runs for each seed that is compared: one in so many. */
const comparedOf = 100;

async function judged(seed: number, options: RunOptions): Promise<SimulatedRun> {
  const run = await simulate(seed, options);
  const isCompared = options.mutant === undefined && options.design === undefined && seed % comparedOf === 0;
  if (!isCompared) return run;
  const { violations } = await eventsProveNothing(seed);
  return { ...run, violations: [...run.violations, ...violations] };
}

async function runSeeds(task: Extract<Task, { kind: 'seeds' }>): Promise<Results['seeds']> {
  const tally = emptyTally();
  for (let seed = task.first; seed < task.first + task.count; seed++) {
    addRun(tally, await judged(seed, optionsOf(task)));
    if (task.untilViolated && tally.violatedSeeds > 0) break;
  }
  return tally;
}

async function traced(task: Extract<Task, { kind: 'trace' }>): Promise<Results['trace']> {
  const run = await judged(task.seed, { ...optionsOf(task), trace: true });
  const tally = emptyTally();
  addRun(tally, run);
  return { lines: run.trace, tally };
}

async function explored(task: Extract<Task, { kind: 'explore' }>): Promise<Results['explore']> {
  const scenario = scenarios(task.clients)[task.scenario];
  if (scenario === undefined) throw new RangeError(`there is no scenario ${task.scenario}`);
  return explore(scenario, {
    mostFaults: Math.min(task.faults, scenario.mostFaults ?? task.faults),
    mutant: optionsOf(task).mutant,
  });
}
