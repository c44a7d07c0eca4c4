import { globSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { requestorRoutes } from '../../lib/requestor.ts';
import { methodsOf, routes } from '../../lib/routes.ts';
import { stubRoutes } from '../../lib/stubs.ts';
import { workers } from '../../lib/workers.ts';

const root = join(import.meta.dirname, '..', '..');
const files = (pattern: string) => globSync(pattern, { cwd: root }).sort();
const functions = [...routes, ...workers, ...stubRoutes, ...requestorRoutes];

describe('the table of routes', () => {
  it.each([
    ['event', 'events/*.json', routes.map(({ name }) => `events/${name}.json`)],
    ['test', 'test/functions/*.test.ts', routes.map(({ name }) => `test/functions/${name}.test.ts`)],
    ['golden answer', 'test/golden/*.json', routes.map(({ name }) => `test/golden/${name}.json`)],
  ])('every route has one %s, and there are no others', (kind, pattern, wanted) => {
    const there = new Set(files(pattern));
    const missing = wanted.filter((file) => !there.has(file));
    const stray = [...there].filter((file) => !wanted.includes(file));
    expect({ [`missing ${kind}`]: missing, [`${kind} without a route`]: stray }).toEqual({
      [`missing ${kind}`]: [],
      [`${kind} without a route`]: [],
    });
  });

  it('every route, worker, stub and requestor route has one function file, and there are no others', () => {
    const wanted = functions.map(({ folder, name }) => `functions/${folder}/${name}.ts`);
    expect(new Set(files('functions/*/*.ts'))).toEqual(new Set(wanted));
  });

  it('function names are unique', () => {
    const names = functions.map(({ name }) => name);
    expect(names).toEqual([...new Set(names)]);
  });

  it('no two routes have the same method and path', () => {
    const served = routes.flatMap((route) =>
      route.paths.flatMap((path) => methodsOf(route).map((method) => `${method} ${path}`)),
    );
    expect(served).toEqual([...new Set(served)]);
  });

  it.each(routes)('the event of $name has a method and path of its route', async ({ name, method, paths }) => {
    const { default: event } = await import(`../../events/${name}.json`, { with: { type: 'json' } });
    expect([event.httpMethod, basename(event.requestContext.resourcePath)]).toEqual([method, basename(event.resource)]);
    expect(paths).toContain(event.resource);
  });
});
