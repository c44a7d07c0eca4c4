import { globSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { routes } from '../../lib/routes.ts';

const root = join(import.meta.dirname, '..', '..');
const files = (pattern: string) => globSync(pattern, { cwd: root }).sort();
const routed = routes.map(({ name }) => name).sort();

describe('the table of routes', () => {
  it.each([
    ['function', 'functions/*/*.ts', routes.map(({ folder, name }) => `functions/${folder}/${name}.ts`)],
    ['event', 'events/*.json', routes.map(({ name }) => `events/${name}.json`)],
    ['test', 'test/functions/*.test.ts', routes.map(({ name }) => `test/functions/${name}.test.ts`)],
    ['golden answer', 'test/golden/*.json', routes.map(({ name }) => `test/golden/${name}.json`)],
  ])('has one %s for every route, and none besides', (kind, pattern, wanted) => {
    const there = new Set(files(pattern));
    const missing = wanted.filter((file) => !there.has(file));
    const stray = [...there].filter((file) => !wanted.includes(file));
    expect({ [`missing ${kind}`]: missing, [`${kind} without a route`]: stray }).toEqual({
      [`missing ${kind}`]: [],
      [`${kind} without a route`]: [],
    });
  });

  it('names every route once', () => {
    expect(routed).toEqual([...new Set(routed)]);
  });

  it('has no two routes for one method and path', () => {
    const served = routes.flatMap(({ method, paths }) => paths.map((path) => `${method} ${path}`));
    expect(served).toEqual([...new Set(served)]);
  });

  it.each(routes)('sends the event of $name to a path that it serves', async ({ name, method, paths }) => {
    const { default: event } = await import(`../../events/${name}.json`, { with: { type: 'json' } });
    expect([event.httpMethod, basename(event.requestContext.resourcePath)]).toEqual([method, basename(event.resource)]);
    expect(paths).toContain(event.resource);
  });
});
