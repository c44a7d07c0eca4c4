import { globSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Environment, startEnvironment } from '../../local/environment.ts';

const root = join(import.meta.dirname, '..', '..');
const names = globSync('events/*.json', { cwd: root }).map((file) => basename(file, '.json'));
const read = (file: string) => JSON.parse(readFileSync(join(root, file), 'utf8'));

/** What differs from one run to the next: the moments and the random ids. Derived ids and seeded moments do not. */
const masked = (text: string) =>
  text
    .replace(/\b20(?!25-)\d\d-\d\d-\d\dT(?!00:00:0)[\d:.]+Z/g, '<now>')
    .replace(/\b(?!00000000)[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[\da-f]{4}-[\da-f]{12}\b/g, '<new id>');

/** The counts are what the stream has brought until now; that the answer has these metrics does not depend on it. */
const withoutCounts = (answer: string) => answer.replace(/\\n[a-z_]+(?:{[^}]*})? [\d.]+(?=\\n)/g, '');

let environment: Environment;
beforeAll(async () => {
  environment = await startEnvironment({ ports: [0] });
});
afterAll(() => environment.stop());

describe('the event of each endpoint', () => {
  it.each(names)('%s is answered as it was when the answer was approved', async (name) => {
    const functions = [...environment.declared().functions.values()];
    const logicalId = functions.find((one) => one.name.endsWith(`-local-${name}`))?.logicalId ?? '';
    const { payload } = await environment.gateway.invoke(logicalId, read(`events/${name}.json`));
    const answer = JSON.stringify(JSON.parse(payload), null, 2);
    await expect(`${masked(name === 'get-metrics' ? withoutCounts(answer) : answer)}\n`).toMatchFileSnapshot(
      join(root, `test/golden/${name}.json`),
    );
  });
});
