import { styleText } from 'node:util';
import { failuresIn, type Report, type RivalResult } from './report.ts';

const count = (value: number) => value.toLocaleString('en');
const plural = (value: number, one: string) => `${count(value)} ${one}${value === 1 ? '' : 's'}`;

/** The text at the end of a run. */
export function summaryOf(report: Report): string {
  const failures = failuresIn(report);
  const sections = [runs(report), search(report), mutants(report), rivals(report)].filter((text) => text !== '');
  const verdict =
    failures.length === 0
      ? paint('green', 'Everything held.')
      : paint('red', ['What did not hold:', ...failures.map((failure) => `  ${failure}`)].join('\n'));
  return [...sections, verdict, `Report: .build/prove/report.html (${report.commit})`].join('\n\n');
}

function runs({ runs, invariants, subject }: Report): string {
  const faults = Object.values(runs.faults).reduce((sum, each) => sum + each, 0);
  return [
    `${plural(runs.seeds, 'run')} of ${subject === '' ? 'the service' : `the${subject.replace('--', '')}`}: ${plural(runs.invocations, 'invocation')}, ${plural(faults, 'fault')}, ${plural(runs.writes, 'write')} of payments,`,
    `${plural(runs.movements, 'movement')} of money, ${rate(runs)}.`,
    '',
    ...Object.entries(invariants).map(([name, sentence]) => {
      const violated = runs.violated[name] ?? 0;
      const mark = violated === 0 ? paint('green', 'held    ') : paint('red', `violated in ${violated}`);
      return `  ${mark}  ${name.padEnd(30)} ${sentence}`;
    }),
  ].join('\n');
}

const rate = ({ seeds, seconds }: Report['runs']) =>
  `${count(Math.round(seeds / Math.max(seconds, 0.001)))} runs a second`;

function search({ search: all }: Report): string {
  if (all === undefined) return '';
  const schedules = all.found.reduce((sum, found) => sum + found.schedules, 0);
  return [
    `Every order of the steps of ${all.clients} clients with up to ${plural(all.faults, 'fault')}: ${plural(schedules, 'schedule')}.`,
    ...all.found.map(
      (found) =>
        `  ${found.scenario.padEnd(30)} ${count(found.schedules).padStart(12)}${found.violation ? paint('red', '  violated') : ''}`,
    ),
  ].join('\n');
}

function mutants({ mutants: all }: Report): string {
  if (all === undefined) return '';
  const found = all.filter(({ seed }) => seed !== undefined);
  return [
    `${found.length} of ${all.length} mutants found out, by the seed:`,
    ...all.map(
      ({ name, seed, invariants }) =>
        `  ${name.padEnd(34)} ${String(seed ?? 'never').padStart(5)}  ${invariants.join(', ')}`,
    ),
  ].join('\n');
}

function rivals({ rivals: all }: Report): string {
  return all === undefined
    ? ''
    : ['Other ways to charge once, under the same clients and faults:', '', rivalTable(all)].join('\n');
}

/** The comparison as a table of Markdown. */
export const rivalTable = (all: readonly RivalResult[]): string =>
  [
    '| design | runs | violated | first seed | what was violated, in how many runs |',
    '|---|---:|---:|---:|---|',
    ...all.map(({ what, seeds, violatedSeeds, firstSeed, violated }) => {
      const share = `${count(violatedSeeds)} (${((100 * violatedSeeds) / seeds).toFixed(1)} %)`;
      const names = Object.entries(violated).sort(([, one], [, other]) => other - one);
      const list = names.map(([name, times]) => `${name} ${count(times)}`).join(', ');
      return `| ${what} | ${count(seeds)} | ${share} | ${firstSeed ?? '–'} | ${list || '–'} |`;
    }),
  ].join('\n');

const paint = (style: Parameters<typeof styleText>[0], text: string) =>
  styleText(style, text, { stream: process.stdout });
