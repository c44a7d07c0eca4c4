import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { withSection } from '../bench/report/marked-section.ts';
import { CommandRefusal } from '../hermetic/process/command.ts';
import { failuresIn, type Report } from './report.ts';
import { rivalTable } from './summary.ts';

const page = { file: 'docs/proof.md', command: 'npm run prove -- --docs' };
const root = join(import.meta.dirname, '..');

/** Rewrites the figures in docs/proof.md from a report that `npm run prove` wrote. Returns what to tell the user. */
export function rewriteProof(report: string, directory: string = root): string {
  const file = join(directory, page.file);
  const section = proofSection(JSON.parse(readFileSync(report, 'utf8')) as Report);
  writeFileSync(file, withSection(readFileSync(file, 'utf8'), section, page));
  return `Rewritten: ${page.file}`;
}

/** The figures of docs/proof.md. Throws a Refusal unless the report is of a whole run in which everything held. */
export function proofSection(report: Report): string {
  const { commit, machine, at, subject, firstSeed, invariants, runs, search, mutants, rivals } = report;
  if (subject !== '' || search === undefined || mutants === undefined || rivals === undefined) {
    throw new CommandRefusal(
      'The last report is of a part of the proof: npm run prove, without options that leave parts out.',
    );
  }
  if (failuresIn(report).length > 0)
    throw new CommandRefusal('Not everything held in the last report: see .build/prove/report.html');
  const total = (counts: readonly number[]) => counts.reduce((sum, each) => sum + each, 0);
  const schedules = total(search.found.map((one) => one.schedules));
  const slowest = Math.max(...mutants.map(({ seed }) => seed ?? 0));
  const rows = [
    ['runs', `${count(runs.seeds)} (seeds ${count(firstSeed)} to ${count(firstSeed + runs.seeds - 1)})`],
    ['invocations; faults', `${count(runs.invocations)}; ${count(total(Object.values(runs.faults)))}`],
    ['invariants violated', `0 of ${Object.keys(invariants).length}`],
    [`schedules of ${search.clients} clients with up to ${search.faults} faults`, `${count(schedules)}, none violated`],
    ['mutants found', `all ${mutants.length}, each within ${count(slowest)} runs`],
  ];
  const table = ['| | |', '|---|---|', ...rows.map((row) => `| ${row.join(' | ')} |`)].join('\n');
  return [table, rivalTable(rivals), `Run ${at.slice(0, 10)} at commit \`${commit.slice(0, 7)}\`: ${machine}.`].join(
    '\n\n',
  );
}

const count = (value: number) => value.toLocaleString('en');
