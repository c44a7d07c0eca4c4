import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Mutant, MutationEvent } from './mutants.ts';

/** A mutant that behaves like the code, so that no test can notice it. `line` is the line of code, without indent. */
type Equivalent = Readonly<{ file: string; line: string; original: string; replacement: string; reason: string }>;

type Status = 'killed' | 'timed out' | 'survived' | 'no test' | 'equivalent' | 'at load';
type JudgedMutant = Mutant & Readonly<{ status: Status; reason?: string }>;
type Judged = Readonly<{
  mutants: readonly JudgedMutant[];
  unrepeatable: readonly string[];
  outdatedEquivalents: readonly Equivalent[];
}>;

type Score = Readonly<{
  name: string;
  mutants: number;
  noticed: number;
  survived: number;
  noTest: number;
  equivalent: number;
  atLoad: number;
  /** Percent of all mutants that were tried, and of those that are not equivalent. */
  score: number;
  scoreWithoutEquivalents: number;
}>;
export type Report = Readonly<{
  scores: readonly Score[];
  survivors: readonly JudgedMutant[];
  equivalents: readonly JudgedMutant[];
  unrepeatable: readonly string[];
  outdatedEquivalents: readonly Equivalent[];
}>;

export const equivalentMutants = (): readonly Equivalent[] =>
  JSON.parse(readFileSync(join(import.meta.dirname, 'equivalent-mutants.json'), 'utf8'));

/** The fate of each mutant, by the events of a run. */
export function judged(
  mutants: readonly Mutant[],
  events: readonly MutationEvent[],
  equivalents: readonly Equivalent[],
): Judged {
  const unrepeatable = new Set(events.flatMap((one) => (one.event === 'unrepeatable' ? [one.test] : [])));
  const killed = new Map<string, 'killed' | 'timed out'>();
  const tried = new Set<string>();
  const atLoad = new Set<string>();
  for (const one of events) {
    if (one.event === 'loaded') for (const mutant of one.mutants) atLoad.add(mutant);
    if (one.event === 'covered') for (const mutant of Object.keys(one.mutants)) tried.add(mutant);
    if (one.event === 'killed' && !unrepeatable.has(one.test)) {
      killed.set(one.mutant, one.how === 'failed' ? 'killed' : 'timed out');
    }
  }
  const used = new Set<Equivalent>();
  const status = (mutant: Mutant): Readonly<{ status: Status; reason?: string }> => {
    const death = killed.get(mutant.id);
    if (death !== undefined) return { status: death };
    const equivalent = equivalents.find((one) => isEquivalent(mutant, one));
    if (equivalent !== undefined) used.add(equivalent);
    if (equivalent !== undefined) return { status: 'equivalent', reason: equivalent.reason };
    if (tried.has(mutant.id)) return { status: 'survived' };
    return { status: atLoad.has(mutant.id) ? 'at load' : 'no test' };
  };
  const all = mutants.map((mutant) => ({ ...mutant, ...status(mutant) }));
  const files = new Set(mutants.map(({ file }) => file));
  const outdatedEquivalents = equivalents.filter((one) => files.has(one.file) && !used.has(one));
  return { mutants: all, unrepeatable: [...unrepeatable], outdatedEquivalents };
}

const isEquivalent = (mutant: Mutant, { file, line, original, replacement }: Equivalent) =>
  mutant.file === file && mutant.code === line && mutant.original === original && mutant.replacement === replacement;

/** The scores of each folder and file, and the mutants that no test noticed. */
export function reportOf({ mutants, unrepeatable, outdatedEquivalents }: Judged, folders: readonly string[]): Report {
  const names = [...folders.map((folder) => `${folder}/`), ...new Set(mutants.map(({ file }) => file))];
  const scores = names
    .map((name) =>
      scoreOf(
        name,
        mutants.filter(({ file }) => file.startsWith(name)),
      ),
    )
    .filter((score) => score.mutants > 0);
  return {
    scores: [scoreOf('all', mutants), ...scores],
    survivors: mutants.filter(({ status }) => status === 'survived' || status === 'no test'),
    equivalents: mutants.filter(({ status }) => status === 'equivalent'),
    unrepeatable,
    outdatedEquivalents,
  };
}

function scoreOf(name: string, mutants: readonly JudgedMutant[]): Score {
  const count = (...statuses: readonly Status[]) => mutants.filter(({ status }) => statuses.includes(status)).length;
  const noticed = count('killed', 'timed out');
  const [survived, noTest, equivalent, atLoad] = [
    count('survived'),
    count('no test'),
    count('equivalent'),
    count('at load'),
  ];
  const tried = mutants.length - atLoad;
  return {
    name,
    mutants: mutants.length,
    noticed,
    survived,
    noTest,
    equivalent,
    atLoad,
    score: percent(noticed, tried),
    scoreWithoutEquivalents: percent(noticed, tried - equivalent),
  };
}

const percent = (part: number, whole: number) => (whole === 0 ? 100 : Math.floor((1_000 * part) / whole) / 10);

export function reportText({ scores, survivors, unrepeatable, outdatedEquivalents }: Report): string {
  const short = (text: string) => {
    const line = text.replace(/\s+/g, ' ');
    return line.length > 70 ? `${line.slice(0, 69)}…` : line;
  };
  const row = (cells: readonly (string | number)[]) =>
    cells.map((cell, at) => (at === 0 ? String(cell).padEnd(36) : String(cell).padStart(11))).join('');
  return [
    ...survivors.map(
      ({ file, line, column, status, original, replacement }) =>
        `${file}:${line}:${column} ${status}: ${short(original)} → ${short(replacement)}`,
    ),
    ...unrepeatable.map((test) => `cannot be repeated, so it tells nothing: ${test}`),
    ...outdatedEquivalents.map(
      ({ file, line }) => `equivalent-mutants.json lists what is none any more: ${file}: ${line}`,
    ),
    '',
    row(['', 'mutants', 'noticed', 'survived', 'no test', 'equivalent', 'at load', 'score %', 'without eq.']),
    ...scores.map((one) =>
      row([
        one.name,
        one.mutants,
        one.noticed,
        one.survived,
        one.noTest,
        one.equivalent,
        one.atLoad,
        one.score,
        one.scoreWithoutEquivalents,
      ]),
    ),
  ].join('\n');
}
