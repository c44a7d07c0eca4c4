import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { services, templatesFor } from '../support/synth.ts';

const root = join(import.meta.dirname, '..', '..');
const variable = 'WEBHOOK_LOOPBACK';

it.each([
  ['local', {}],
  ['sandbox', {}],
  ['production', services],
])('no function of stage %s may send webhooks to its own machine', async (stage, context) => {
  const templates = await templatesFor({ stage, ...context });
  const texts = Object.values(templates).map((template) => JSON.stringify(template?.toJSON() ?? {}));
  expect(texts.join()).toContain('NOTIFICATION_SERVICE_URL');
  expect(texts.filter((text) => text.includes(variable))).toEqual([]);
});

it('only npm start sets the variable that allows it, and only one file reads it', () => {
  const files = globSync('{bin,lib,src,functions,tools,doubles,edge,hermetic}/**/*.{ts,mjs}', { cwd: root });
  const named = files.filter((file) => readFileSync(join(root, file), 'utf8').includes(variable));
  expect(named.sort()).toEqual(['src/webhooks/receiver-address.ts', 'tools/start/environment.ts']);
});
