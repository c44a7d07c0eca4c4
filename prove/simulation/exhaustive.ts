import { Exploration, type Fork, noChance } from './exploration.ts';
import { onVirtualGlobals } from './globals.ts';
import type { Violation } from './invariants.ts';
import type { Mutant } from './mutant.ts';
import type { Scenario } from './scenarios.ts';
import { Timeline } from './timeline.ts';

export type SearchResult = Readonly<{
  scenario: string;
  /** Every order of steps and faults, counted; those that come to the same state are run once. */
  schedules: number;
  runs: number;
  states: number;
  violation: Readonly<{ schedule: readonly string[]; violations: readonly Violation[] }> | undefined;
}>;

type SearchOptions = Readonly<{ mostFaults: number; mutant?: Mutant | undefined; mostRuns?: number }>;
/**
 * Tries every order in which the steps of a few clients may come, with up to so many faults. Nothing is drawn by
 * chance: what comes next is what no run before has done.
 */
export const explore = (scenario: Scenario, options: SearchOptions): Promise<SearchResult> =>
  // Once for all runs, each of which has its own timeline in it.
  onVirtualGlobals(new Timeline(), noChance, () => exploreAll(scenario, options));

async function exploreAll(
  scenario: Scenario,
  { mostFaults, mutant, mostRuns = Infinity }: SearchOptions,
): Promise<SearchResult> {
  const forks: Fork[] = [];
  const known = new Map<string, number>();
  let [runs, schedules] = [0, 0];
  const add = (count: number) => {
    const last = forks.at(-1);
    if (last) last.schedules += count;
    else schedules += count;
  };
  for (;;) {
    const run = new Exploration(scenario, { forks, known, mostFaults, mutant });
    const ended = await run.go();
    runs++;
    if (ended.violations.length > 0 || runs >= mostRuns) {
      const violation = ended.violations.length > 0 ? ended : undefined;
      return { scenario: scenario.name, schedules, runs, states: known.size, violation };
    }
    add(ended.schedules);
    for (let last = forks.at(-1); last !== undefined && ++last.taken === last.options; last = forks.at(-1)) {
      forks.pop();
      known.set(last.state, last.schedules);
      add(last.schedules);
    }
    if (forks.length === 0)
      return { scenario: scenario.name, schedules, runs, states: known.size, violation: undefined };
  }
}
