import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { optionNames } from '../../lib/option-names.ts';
import { callerPermissions, routes, rpcRoutes } from '../../lib/routes.ts';
import { pageOf, root } from './pages.ts';

/** The first cells of a page's tables whose head is a given one, without back-ticks and commas. */
function firstCells(text: string, head: string): readonly string[] {
  const tables = text.split('\n\n').filter((block) => block.startsWith(`| ${head} |`));
  const rows = tables.flatMap((table) => table.split('\n').slice(2));
  return rows.flatMap((row) => [...(row.split(' | ')[0] ?? '').matchAll(/`([^`]+)`/g)].map(([, name = '']) => name));
}

describe('docs/api.md', () => {
  const { text } = pageOf('docs/api.md');
  const named = firstCells(text, 'request').map((request) => request.replace(/\/$/, ''));

  it.each(routes.filter((route) => !rpcRoutes.includes(route)))('names $method $paths', ({ method, paths }) => {
    const requests = paths.filter((path) => path !== '/').map((path) => `${method} ${path}`);
    expect(named).toEqual(expect.arrayContaining(requests));
  });

  it('names no route that does not exist', () => {
    const known = routes.flatMap(({ method, paths }) => paths.map((path) => `${method} ${path}`));
    expect(named.filter((request) => !known.includes(request))).toEqual([]);
  });

  it.each(rpcRoutes)('names $paths', ({ paths: [path = ''] }) => {
    const [, service = '', method = ''] = path.split('/');
    const row = text.split('\n').find((line) => line.includes(`[\`${service}\`]`));
    expect(row).toContain(`\`${method}\``);
  });
});

it.each(['SECURITY.md', 'docs/deploy.md'])('%s names the policy of every permission, and no other', (page) => {
  const named = firstCells(pageOf(page).text, 'policy');
  expect(named).toEqual(callerPermissions.map((permission) => `payment-service-<stage>-${permission}`));
});

describe('docs/deploy.md', () => {
  it('names every option of the CDK app, and no other', () => {
    const sources = globSync('lib/*.ts', { cwd: root }).map((file) => readFileSync(join(root, file), 'utf8'));
    const read = sources.flatMap((source) => [
      ...source.matchAll(/(?:tryGetContext\(|isOn\(node, |shardsFrom\(node, |limit\(|_SERVICE_URL: \[)'(\w+)'/g),
    ]);
    expect(new Set(read.map(([, name]) => name))).toEqual(new Set(optionNames));
    // Emulators' commands set it themselves.
    const documented = optionNames.filter((name) => name !== 'emulatorUrl');
    expect(new Set(firstCells(pageOf('docs/deploy.md').text, '`-c`'))).toEqual(new Set(documented));
  });
});
