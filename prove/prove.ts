import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CommandRefusal, command } from '../hermetic/process/command.ts';
import { help, type ProveOptions, readOptions } from './options.ts';
import { pageOf } from './page.ts';
import { Pool } from './pool.ts';
import { ProofProgress } from './progress.ts';
import { rewriteProof } from './proof-section.ts';
import {
  commitOf,
  failuresIn,
  type MutantResult,
  machineOf,
  type Report,
  type RivalResult,
  rivalFailures,
} from './report.ts';
import { invariants } from './simulation/invariants.ts';
import { rivalTable, summaryOf } from './summary.ts';
import { addTally, emptyTally, type Tally } from './tally.ts';
import type { NamedTask } from './tasks.ts';

const directory = join('.build', 'prove');
const mostSeedsOfMutant = 1_000;
const seedsOfRival = 1_000;
const atOnce = 50;

type Subject = Readonly<{ mutant?: string; rival?: string }>;

async function prove(): Promise<void> {
  const options = readOptions(process.argv.slice(2));
  if (options.help) return console.log(help);
  if (options.docs) return console.log(rewriteProof(join(directory, 'report.json')));
  await using pool = new Pool(options.workers);
  const known = await pool.run({ kind: 'list' });
  const subject = {
    ...named('mutant', options.mutant, known.mutants),
    ...named('rival', options.rival, known.rivals),
  };
  if (options.seed !== undefined) return await traceOf(pool, options.seed, subject);
  if (options.rivals === 'only') return await compare(pool, known.rivals);
  const report = await reportOf(pool, options, subject, known);
  write(report);
  console.log(options.json ? JSON.stringify(report) : summaryOf(report));
  if (failuresIn(report).length > 0) process.exitCode = 1;
}

function named(kind: 'mutant' | 'rival', name: string | undefined, known: readonly NamedTask[]): Subject {
  if (name === undefined) return {};
  if (known.some((one) => one.name === name)) return { [kind]: name };
  throw new CommandRefusal(`No ${kind} is called ${name}. There are: ${known.map((one) => one.name).join(', ')}`);
}

async function traceOf(pool: Pool, seed: number, subject: Subject): Promise<void> {
  const { lines, tally } = await pool.run({ kind: 'trace', seed, ...subject });
  console.log(lines.join('\n'));
  console.log(
    `\nseed ${seed}: ${tally.invocations} invocations, ${tally.violatedSeeds === 0 ? 'everything held' : 'violated:'}`,
  );
  for (const { invariant, what } of tally.witnesses) console.log(`  ${invariant}: ${what}`);
  if (tally.violatedSeeds > 0) process.exitCode = 1;
}

async function compare(pool: Pool, rivals: readonly NamedTask[]): Promise<void> {
  const results = await rivalsOf(pool, rivals);
  const table = rivalTable(results);
  mkdirSync(directory, { recursive: true });
  writeFileSync(join(directory, 'rivals.md'), `${table}\n`);
  console.log(table);
  if (rivalFailures(results).length > 0) process.exitCode = 1;
}

type Known = Readonly<{ mutants: readonly NamedTask[]; rivals: readonly NamedTask[]; scenarios: readonly string[] }>;

async function reportOf(pool: Pool, options: ProveOptions, subject: Subject, known: Known): Promise<Report> {
  const { seeds, firstSeed, faults } = options;
  const isWhole = subject.mutant === undefined && subject.rival === undefined;
  const progress = new ProofProgress('runs', seeds);
  const runs = await seedsOf(pool, { first: firstSeed, count: seeds, ...subject }, progress);
  const seconds = progress.end();
  return {
    commit: commitOf(),
    machine: machineOf(),
    at: new Date().toISOString(),
    firstSeed,
    subject: Object.entries(subject)
      .map(([kind, name]) => ` --${kind} ${name}`)
      .join(''),
    invariants,
    runs: { ...runs, seconds },
    search: isWhole && faults > 0 ? await searchOf(pool, options, known.scenarios) : undefined,
    mutants: isWhole && options.mutants ? await mutantsOf(pool, known.mutants) : undefined,
    rivals: isWhole && options.rivals !== false ? await rivalsOf(pool, known.rivals) : undefined,
  };
}

/** Many runs, in pieces that the threads share. */
async function seedsOf(
  pool: Pool,
  runs: Subject & Readonly<{ first: number; count: number }>,
  progress: ProofProgress,
): Promise<Tally> {
  const { first, count, ...subject } = runs;
  const total = emptyTally();
  const pieces = Math.ceil(count / atOnce);
  let next = 0;
  const run = async () => {
    while (next < pieces) {
      const from = first + atOnce * next++;
      const piece = await pool.run({
        kind: 'seeds',
        first: from,
        count: Math.min(atOnce, first + count - from),
        ...subject,
      });
      addTally(total, piece);
      progress.add(piece.seeds);
    }
  };
  await Promise.all(Array.from({ length: pool.threads }, run));
  return total;
}

async function searchOf(
  pool: Pool,
  { faults, clients }: ProveOptions,
  scenarios: readonly string[],
): Promise<Report['search']> {
  const progress = new ProofProgress('scenarios of the search', scenarios.length);
  const found = await Promise.all(
    scenarios.map(async (_name, scenario) => {
      const one = await pool.run({ kind: 'explore', scenario, clients, faults });
      progress.add(1);
      return one;
    }),
  );
  return { faults, clients, found, seconds: progress.end() };
}

async function mutantsOf(pool: Pool, all: readonly NamedTask[]): Promise<MutantResult[]> {
  const progress = new ProofProgress('mutants', all.length);
  const results = await Promise.all(
    all.map(async ({ name, what }) => {
      const tally = await pool.run({
        kind: 'seeds',
        first: 1,
        count: mostSeedsOfMutant,
        mutant: name,
        untilViolated: true,
      });
      progress.add(1);
      return { name, what, seed: tally.firstViolatedSeed, invariants: Object.keys(tally.violated) };
    }),
  );
  progress.end();
  return results;
}

async function rivalsOf(pool: Pool, all: readonly NamedTask[]): Promise<RivalResult[]> {
  const progress = new ProofProgress('runs of rivals', seedsOfRival * all.length);
  const results = await Promise.all(
    all.map(async ({ name, what }) => {
      const tally = await seedsOf(pool, { first: 1, count: seedsOfRival, rival: name }, progress);
      const { seeds, violatedSeeds, firstViolatedSeed: firstSeed, violated } = tally;
      return { name, what, seeds, violatedSeeds, firstSeed, violated };
    }),
  );
  progress.end();
  return results;
}

function write(report: Report): void {
  mkdirSync(directory, { recursive: true });
  writeFileSync(join(directory, 'report.json'), `${JSON.stringify(report, undefined, 2)}\n`);
  writeFileSync(join(directory, 'report.html'), pageOf(report));
  if (report.rivals) writeFileSync(join(directory, 'rivals.md'), `${rivalTable(report.rivals)}\n`);
}

await command(prove);
