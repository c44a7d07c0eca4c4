import { globSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { packedPage } from '../../generated/explorer-page.ts';
import document from '../../generated/openapi.json' with { type: 'json' };
import { openOwnTarget, type Target } from '../support/target.ts';

const root = join(import.meta.dirname, '..', '..');
const names = globSync('events/*.json', { cwd: root }).map((file) => basename(file, '.json'));
const read = (file: string) => JSON.parse(readFileSync(join(root, file), 'utf8'));

/** Values that differ between runs: times and random ids. Derived ids and seeded times do not. */
const masked = (text: string) =>
  text
    .replace(/\b20(?!25-)\d\d-\d\d-\d\dT(?!00:00:0)[\d:.]+Z/g, '<now>')
    .replace(/\bwe_(?!00000000)[\da-f]{32}\b/g, 'we_<new id>')
    .replace(/\bwhsec_[\w+/]{43}=/g, 'whsec_<secret>')
    .replace(/\b(?!00000000)[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[\da-f]{4}-[\da-f]{12}\b/g, '<new id>');

/** Generated files are committed, so their content need not be approved again; a page's CSP hash identifies it. */
const generated: Readonly<Record<string, string>> = {
  [JSON.stringify(document)]: '<generated/openapi.json>',
  [gunzipSync(Buffer.from(packedPage, 'base64')).toString()]: '<generated/explorer-page.ts>',
};
const withoutGenerated = ({ body, ...answer }: Readonly<{ body: string }>) => ({
  ...answer,
  body: generated[body] ?? body,
});
const withoutHashes = (answer: string) => answer.replace(/'sha256-[^']+'/g, '<hash>');

/** Counts depend on the stream's progress, a gauge may even be below 0 meanwhile, but the list of metrics does not. */
const withoutCounts = (answer: string) => answer.replace(/\\n[a-z_]+(?:{[^}]*})? -?[\d.]+(?=\\n)/g, '');

/** Balances depend on the stream's progress, too. */
const withoutBalances = (answer: string) => answer.replace(/\\"(balances|trial_balance)\\":\[.*?\]/g, '\\"$1\\":[]');

const varying: Readonly<Record<string, (answer: string) => string>> = {
  'get-metrics': withoutCounts,
  'list-ledger-accounts': withoutBalances,
};

let target: Target;
beforeAll(async () => {
  target = await openOwnTarget();
  await target.reset();
  // Events and rows of the seeded payments come by the stream.
  const later = ['/v1/events/1:payment.completed:0', '/v1/refunds/2bfe10f2-e676-869a-8b18-49a64adc31b3'];
  for (const path of later) {
    await vi.waitUntil(async () => (await fetch(`${target.url}${path}`)).ok, { timeout: 60_000, interval: 200 });
  }
});
afterAll(() => target.close());

describe('the stored event of each endpoint', () => {
  it.each(names)('%s is answered with its approved answer', async (name) => {
    const payload = await target.invoke(name, read(`events/${name}.json`));
    const answer = withoutHashes(JSON.stringify(withoutGenerated(JSON.parse(payload)), null, 2));
    const { [name]: stable = (text: string) => text } = varying;
    await expect(`${masked(stable(answer))}\n`).toMatchFileSnapshot(join(root, `test/golden/${name}.json`));
  });
});
