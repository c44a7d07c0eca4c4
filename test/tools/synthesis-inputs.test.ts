import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '..', '..');
const readsFiles = /from 'node:fs(\/promises)?'/;
const importsOf = (file: string) =>
  [...readFileSync(join(root, file), 'utf8').matchAll(/from '\.\/([^']+)'/g)].map(([, name]) => `lib/${name}`);

describe('the cache of templates and bundles', () => {
  it('knows all files other than modules that lib/ and bin/ read', () => {
    const readers = globSync('{bin,lib}/*.ts', { cwd: root }).filter((file) =>
      readsFiles.test(readFileSync(join(root, file), 'utf8')),
    );
    // The first reads files for the edge's stack, which no local stage has. The second declares its files as inputs of a bundle,
    // and those of the third are inputs anyway.
    expect(readers.toSorted()).toEqual(['lib/edge-image.ts', 'lib/graphiql-assets.ts', 'lib/unused-modules.ts']);
  });

  it('knows all modules that decide how functions are bundled', () => {
    const modules = ['lib/graphiql-assets.ts', 'lib/provider-modules.ts', 'lib/unused-modules.ts'];
    expect(importsOf('lib/bundle.ts')).toEqual(modules);
    expect(modules.flatMap(importsOf)).toEqual([]);
  });
});
