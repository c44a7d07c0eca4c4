import { escaped, number } from './markup.ts';
import type { Report, RivalResult } from './report.ts';

/** Mutants against invariants: what would be noticed, and by what. */
export function mutantsMarkup({ mutants, invariants }: Report): string {
  if (mutants === undefined) return '';
  const names = Object.keys(invariants);
  const found = mutants.filter(({ seed }) => seed !== undefined).length;
  const head = names.map((name) => `<th class="turned" scope="col"><span>${escaped(name)}</span></th>`).join('');
  const rows = mutants.map(({ name, what, seed, invariants: violated }) => {
    const cells = names
      .map((one) => (violated.includes(one) ? '<td class="hit" title="violated">●</td>' : '<td></td>'))
      .join('');
    const first = seed === undefined ? '<td class="bad">never</td>' : `<td class="n">${number(seed)}</td>`;
    return `<tr><th scope="row"><code>${escaped(name)}</code><small>${escaped(what)}</small></th>${first}${cells}</tr>`;
  });
  return `<section><h2>Would it be noticed?</h2>
<p>${number(found)} of ${number(mutants.length)} ways to write this service wrongly were found out. Each is a small change from outside;
the number is the first seed that shows it, the dots are what it violates there. To see one:
<code>npm run prove -- --mutant ${escaped(mutants[0]?.name ?? 'NAME')} --seed ${mutants[0]?.seed ?? 1}</code></p>
<div class="wide"><table class="matrix"><thead><tr><th></th><th class="n">seed</th>${head}</tr></thead>${rows.join('\n')}</table></div></section>`;
}

/** Other ways to charge once, under the same clients and faults. */
export function rivalsMarkup({ rivals }: Report): string {
  if (rivals === undefined) return '';
  return `<section><h2>Other ways to charge once</h2>
<p>The same clients, faults, store and processor; keyed charges alone, because that is what the samples do. Each as its documentation
shows, with validation of the payload: the library's records expire after an hour, its default. The processor forgets keys after a day,
and some clients come back after a month.</p>
<table><thead><tr><th>design</th><th class="n">violated runs</th><th></th><th class="n">first seed</th><th>what was violated</th></tr></thead>
${rivals.map(rivalRow).join('\n')}</table></section>`;
}

function rivalRow({ name, what, seeds, violatedSeeds, firstSeed, violated }: RivalResult): string {
  const percent = ((100 * violatedSeeds) / seeds).toFixed(1);
  const list = Object.entries(violated)
    .sort(([, one], [, other]) => other - one)
    .map(([invariant, times]) => `${escaped(invariant)} ${number(times)}`)
    .join(', ');
  return `<tr class="${violatedSeeds === 0 ? 'good-row' : ''}"><th scope="row">${escaped(what)}<small><code>--rival ${escaped(name)}</code></small></th>
<td class="n">${number(violatedSeeds)} of ${number(seeds)}</td><td><meter max="100" value="${percent}"></meter> ${percent} %</td>
<td class="n">${firstSeed ?? '–'}</td><td>${list || 'nothing'}</td></tr>`;
}
