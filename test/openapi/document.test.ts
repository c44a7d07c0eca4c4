import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { methodsOf, routes } from '../../lib/routes.ts';
import { paths, responsesOf } from '../support/api-schemas.ts';

const document = JSON.parse(readFileSync(join(import.meta.dirname, '..', '..', 'generated', 'openapi.json'), 'utf8'));

describe('openapi.json', () => {
  it('openapi.json has exactly the routes of lib/routes.ts', () => {
    const described = Object.entries(paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
    );
    const served = routes.flatMap((route) =>
      route.paths.flatMap((path) => methodsOf(route).map((method) => `${method} ${path}`)),
    );
    expect(described.sort()).toEqual(served.sort());
  });

  it('every path parameter is declared', () => {
    const named = Object.keys(paths).flatMap((path) => [...path.matchAll(/{(\w+)}/g)].map(([, name]) => [path, name]));
    for (const [path = '', name] of named) {
      const operations = Object.values(paths[path] ?? {}) as unknown as {
        parameters: { name: string; in: string }[];
      }[];
      for (const { parameters } of operations) {
        expect(parameters).toContainEqual(expect.objectContaining({ name, in: 'path', required: true }));
      }
    }
    expect(named.length).toBeGreaterThan(5);
  });

  it('every response has an example', () => {
    const missing = Object.entries(paths).flatMap(([path, methods]) =>
      Object.keys(methods).flatMap((method) =>
        responsesOf(method, path).flatMap(([status, { content = {} }]) =>
          Object.entries(content)
            .filter(([, media]) => media.example === undefined)
            .map(([type]) => `${method} ${path} ${status} ${type}`),
        ),
      ),
    );
    expect(missing).toEqual([]);
  });

  it.each([
    ['post', '/v1/payments', 201],
    ['post', '/v1/payments/charge', 201],
    ['post', '/v1/payments/{payment_id}/refund', 200],
    ['post', '/payments', 201],
    ['post', '/payments', 200],
  ])('%s %s %i says that it can be PENDING, and where to look then', (method, path, status) => {
    const answer = responsesOf(method, path).find(([code]) => Number(code) === status);
    expect(answer?.[1].description).toMatch(/ PENDING.*`GET.*` shows the current state/);
  });

  it('every field of every schema has a description', () => {
    expect(undescribed(document.components.schemas, '')).toEqual([]);
  });
});

/** Paths of properties without a description. In problem schemas, the part that narrows `code` needs none. */
function undescribed(node: unknown, at: string): string[] {
  if (typeof node !== 'object' || node === null) return [];
  const properties = (node as { properties?: Record<string, { description?: string }> }).properties ?? {};
  const own = Object.entries(properties)
    .filter(([, property]) => !property.description)
    .map(([name]) => `${at}/${name}`);
  return [...own, ...Object.entries(node).flatMap(([key, inner]) => undescribed(inner, `${at}/${key}`))];
}
