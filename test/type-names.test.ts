import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const root = join(import.meta.dirname, '..');
const folders = [
  'bin',
  'console',
  'doubles',
  'edge',
  'explorer',
  'functions',
  'generate',
  'hermetic',
  'lib',
  'prove',
  'src',
  'tools',
];
const declaration = /^(export )?(?:type|interface|class|abstract class) ([A-Z]\w*)(?=[\s<=])/gm;

/** GraphQL's types in a template literal, which have the names that the contract gives them. */
const withoutGraphql = (file: string) => file !== 'doubles/requestor/schema.ts';

it('no exported type has the name of another type', () => {
  const files = globSync(`{${folders.join()}}/**/*.{ts,tsx}`, { cwd: root }).filter(
    (file) => !file.includes('node_modules'),
  );
  const places = new Map<string, { file: string; isExported: boolean }[]>();
  for (const file of files.filter(withoutGraphql)) {
    for (const [, exported, name = ''] of readFileSync(join(root, file), 'utf8').matchAll(declaration)) {
      places.set(name, [...(places.get(name) ?? []), { file, isExported: exported !== undefined }]);
    }
  }
  expect(places.size).toBeGreaterThan(500);
  const repeated = [...places].filter(([, where]) => where.length > 1 && where.some(({ isExported }) => isExported));
  expect(Object.fromEntries(repeated)).toEqual({});
});
