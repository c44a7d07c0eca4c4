import { availableParallelism } from 'node:os';

import { parsedArguments } from '../hermetic/process/arguments.ts';
import { CommandRefusal } from '../hermetic/process/command.ts';

export const help = `npm run prove -- [options]: runs the real handlers under simulated faults, and prints what held.

  --seeds N        so many runs of the service (3000); one seed is one run, the same on every machine
  --first-seed N   the first of them (1)
  --workers N      threads (one less than this machine has, at least one)
  --faults N       faults in the search of all orders (2); 0 leaves the search out
  --clients N      clients in that search (2); 3 takes long
  --no-mutants     leave out the service's mutants, each of which must be found out
  --no-rivals      leave out the comparison with other ways to charge once
  --rivals         only that comparison, as a Markdown table
  --seed N         one run, and its trace: one line per event, in virtual time
    --mutant NAME  of a mutant; without --seed, 1000 runs of it
    --rival NAME   of another way to charge once; without --seed, 1000 runs of it
  --docs           only rewrites the figures in docs/proof.md, from the last report
  --json           the report as JSON on stdout
  --help           this text

Writes .build/prove/report.json, report.html and rivals.md. Exit code 1 if anything did not hold.`;

const flags = {
  seeds: { type: 'string' },
  'first-seed': { type: 'string', default: '1' },
  workers: { type: 'string', default: String(Math.max(1, availableParallelism() - 1)) },
  faults: { type: 'string', default: '2' },
  clients: { type: 'string', default: '2' },
  'no-mutants': { type: 'boolean', default: false },
  'no-rivals': { type: 'boolean', default: false },
  rivals: { type: 'boolean', default: false },
  seed: { type: 'string' },
  mutant: { type: 'string' },
  rival: { type: 'string' },
  docs: { type: 'boolean', default: false },
  json: { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
} as const;

export type ProveOptions = Readonly<{
  seeds: number;
  firstSeed: number;
  workers: number;
  faults: number;
  clients: number;
  mutants: boolean;
  rivals: boolean | 'only';
  seed: number | undefined;
  mutant: string | undefined;
  rival: string | undefined;
  docs: boolean;
  json: boolean;
  help: boolean;
}>;

const defaultSeeds = '3000';
const seedsOfOthers = '1000';

/** Reads the options of the command line. Throws a Refusal that names what is wrong. */
export function readOptions(args: readonly string[]): ProveOptions {
  const { values } = parsedArguments({ args: [...args], options: flags });
  const { mutant, rival, docs, json, help: isHelp } = values;
  if (mutant !== undefined && rival !== undefined)
    throw new CommandRefusal('Say --mutant or --rival: a rival has no mutants.');
  return {
    seeds: whole(
      'seeds',
      values.seeds ?? (mutant === undefined && rival === undefined ? defaultSeeds : seedsOfOthers),
      1,
      1e9,
    ),
    firstSeed: whole('first-seed', values['first-seed'], 0, 2 ** 31),
    workers: whole('workers', values.workers, 1, 256),
    faults: whole('faults', values.faults, 0, 4),
    clients: whole('clients', values.clients, 2, 3),
    mutants: !values['no-mutants'],
    rivals: values.rivals ? 'only' : !values['no-rivals'],
    seed: values.seed === undefined ? undefined : whole('seed', values.seed, 0, 2 ** 32),
    mutant,
    rival,
    docs,
    json,
    help: isHelp,
  };
}

function whole(name: string, text: string, least: number, most: number): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= least && value <= most) return value;
  throw new CommandRefusal(`--${name} ${text}: give a whole number from ${least} to ${most}.`);
}
