import { execFileSync } from 'node:child_process';
import { cpus, totalmem } from 'node:os';
import type { SearchResult } from './simulation/exhaustive.ts';
import type { invariants } from './simulation/invariants.ts';
import type { Tally } from './tally.ts';
import type { NamedTask } from './tasks.ts';

export type MutantResult = NamedTask & Readonly<{ seed: number | undefined; invariants: readonly string[] }>;
export type RivalResult = NamedTask &
  Readonly<{
    seeds: number;
    violatedSeeds: number;
    firstSeed: number | undefined;
    violated: Readonly<Record<string, number>>;
  }>;

/** All that a run of the program found. */
export type Report = Readonly<{
  commit: string;
  machine: string;
  at: string;
  firstSeed: number;
  /** The option that chose a subject other than the service. */
  subject: string;
  invariants: typeof invariants;
  runs: Tally & Readonly<{ seconds: number }>;
  search: Readonly<{ faults: number; clients: number; found: readonly SearchResult[]; seconds: number }> | undefined;
  mutants: readonly MutantResult[] | undefined;
  rivals: readonly RivalResult[] | undefined;
}>;

/** A sentence for each violation, with the command that reproduces it. */
export function failuresIn({ runs, search, subject, mutants = [], rivals = [] }: Report): string[] {
  const replay = (seed: number) => `npm run prove -- --seed ${seed}${subject}`;
  return [
    ...runs.witnesses.map(({ seed, invariant, what }) => `${invariant}: ${what}\n    ${replay(seed)}`),
    ...(search?.found ?? []).flatMap(({ scenario, violation }) =>
      violation === undefined
        ? []
        : [
            `${scenario}: ${violation.violations.map(({ invariant, what }) => `${invariant}: ${what}`).join('; ')}\n    ${violation.schedule.join('\n    ')}`,
          ],
    ),
    ...rivalFailures(rivals),
    ...mutants.filter(({ seed }) => seed === undefined).map(({ name }) => `the mutant ${name} was not found out`),
  ];
}

/** Rivals may violate invariants; the service must not. */
export const rivalFailures = (rivals: readonly RivalResult[]): string[] =>
  rivals
    .filter(({ name, violatedSeeds }) => name === 'ours' && violatedSeeds > 0)
    .map(({ firstSeed }) => `the service beside its rivals\n    npm run prove -- --rival ours --seed ${firstSeed}`);

/** The commit that is checked out, and whether anything differs from it. */
export function commitOf(): string {
  const git = (...args: string[]) =>
    execFileSync('git', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  try {
    return `${git('rev-parse', 'HEAD')}${git('status', '--porcelain') === '' ? '' : ', with changes'}`;
  } catch {
    return 'unknown (no git here)';
  }
}

export function machineOf(): string {
  const all = cpus();
  const gigabytes = Math.round(totalmem() / 2 ** 30);
  return `${all[0]?.model ?? 'unknown processor'}, ${all.length} cores, ${gigabytes} GB, Node.js ${process.version}`;
}
