import { bars, escaped, number } from './markup.ts';
import type { Report } from './report.ts';

const sum = (counts: Readonly<Record<string, number>>) =>
  Object.values(counts).reduce((total, count) => total + count, 0);
const days = (ms: number) => number(Math.round(ms / 86_400_000));

/** The section on runs: their number, the injected faults, and the invariants that held. */
export function runsMarkup({ runs, invariants }: Report): string {
  const figures: readonly (readonly [string, string])[] = [
    [number(runs.seeds), 'runs'],
    [number(runs.invocations), 'invocations'],
    [number(sum(runs.faults)), 'faults'],
    [number(runs.writes), 'writes of payments'],
    [number(runs.movements), 'movements of money'],
    [days(runs.virtualMs), 'days of virtual time'],
  ];
  return `<section class="figures">${figures.map(([figure, name]) => `<div><b>${figure}</b><span>${name}</span></div>`).join('')}</section>
<section>
<h2>What held</h2>
<table class="invariants">${Object.entries(invariants)
    .map((row) => invariantRow(row, runs.violated))
    .join('\n')}</table>
</section>
<section class="columns">
<div><h2>What clients and workers did</h2>${bars(runs.operations)}</div>
<div><h2>What failed on purpose</h2>${bars(runs.faults)}</div>
<div><h2>Who was at it</h2>${bars(runs.workloads)}
<p class="note">Sparse runs have few clients, spread over time; in dense ones many want the same within seconds.</p></div>
</section>`;
}

function invariantRow([name, sentence]: readonly [string, string], violated: Readonly<Record<string, number>>): string {
  const times = violated[name] ?? 0;
  const mark = times === 0 ? '<td class="good">held</td>' : `<td class="bad">violated in ${number(times)}</td>`;
  return `<tr>${mark}<th scope="row">${escaped(name)}</th><td>${escaped(sentence)}</td></tr>`;
}

/** Every order of the steps of a few clients. */
export function searchMarkup({ search }: Report): string {
  if (search === undefined) return '';
  const total = search.found.reduce((all, { schedules }) => all + schedules, 0);
  const rows = search.found.map(
    ({ scenario, schedules, states, violation }) =>
      `<tr><th scope="row">${escaped(scenario)}</th><td class="n">${number(schedules)}</td><td class="n">${number(states)}</td>${violation ? '<td class="bad">violated</td>' : '<td class="good">held</td>'}</tr>`,
  );
  return `<section><h2>Every order, not only drawn ones</h2>
<p>${number(search.clients)} clients, every order of their steps, up to ${number(search.faults)} faults at every place where one may be:
<b>${number(total)} schedules</b>. Those that come to the same state are run once.</p>
<table><thead><tr><th>scenario</th><th class="n">schedules</th><th class="n">states</th><th></th></tr></thead>${rows.join('\n')}</table></section>`;
}
