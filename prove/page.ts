import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { escaped, number } from './markup.ts';
import { runsMarkup, searchMarkup } from './page-runs.ts';
import { mutantsMarkup, rivalsMarkup } from './page-tables.ts';
import { failuresIn, type Report } from './report.ts';

const style = readFileSync(join(import.meta.dirname, 'page.css'), 'utf8');

/** The report as one page that loads nothing: what was tried, what held, and what would have been found out. */
export function pageOf(report: Report): string {
  const failures = failuresIn(report);
  const held = failures.length === 0;
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${held ? 'Everything held' : 'Not everything held'} · payment-service</title>
<style>${style}</style>
<main>
<header>
<p class="verdict ${held ? 'good' : 'bad'}">${held ? 'Everything held' : `${number(failures.length)} things did not hold`}</p>
<h1>What happens to money when things fail</h1>
<p class="lead">The real handlers, with the real idempotency library, run on a simulated store, processor and clock that fail on
purpose. Every run follows from its seed: <code>npm run prove -- --seed ${report.firstSeed}</code> shows one, event by event.</p>
</header>
${failures.map((failure) => `<pre class="failure">${escaped(failure)}</pre>`).join('\n')}
${runsMarkup(report)}
${searchMarkup(report)}
${mutantsMarkup(report)}
${rivalsMarkup(report)}
<footer>Commit ${escaped(report.commit)} · ${escaped(report.at)} · ${escaped(report.machine)} · seeds from ${number(report.firstSeed)}</footer>
</main>
</html>
`;
}
