import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ContentCache } from '../../hermetic/template/content-cache.ts';
import { fileHashes } from '../../hermetic/template/file-hashes.ts';
import { FunctionCode } from '../../hermetic/template/function-code.ts';
import type { Source } from '../../lib/bundle.ts';

let root: string;
let builds: string[][];
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'code-'));
  builds = [];
});
afterEach(() => rmSync(root, { recursive: true }));

const broken = 'broken';

/** Bundles as esbuild does: one that does not build fails all that are built with it. */
async function build(sources: readonly Source[], outdir: string) {
  builds.push(sources.map(({ name }) => name));
  if (sources.some(({ name }) => name === broken)) throw new Error(`${broken}.ts does not build`);
  return sources.map(({ name }) => {
    const directory = join(outdir, name);
    mkdirSync(directory, { recursive: true });
    writeFileSync(join(directory, 'index.js'), `code of ${name}`);
    return { name, directory, inputs: [] };
  });
}

function prepare(...names: readonly string[]) {
  const cache = new ContentCache(root, join(root, 'cache'));
  const code = new FunctionCode({ cache, directory: root, build });
  const hashNow = fileHashes(root);
  return names.map((name) => code.prepare({ folder: 'f', name }, join(root, 'placed', name), hashNow));
}

const placed = (name: string) => readFileSync(join(root, 'placed', name, 'index.js'), 'utf8');

describe('the code of functions', () => {
  it('is built in one go for all that are asked for together, and taken from the cache later', async () => {
    await Promise.all(prepare('one', 'other'));
    expect(builds).toEqual([['one', 'other']]);
    expect([placed('one'), placed('other')]).toEqual(['code of one', 'code of other']);
    await Promise.all(prepare('one', 'third'));
    expect(builds).toEqual([['one', 'other'], ['third']]);
  });

  it('is built once for two that ask for the same', async () => {
    await Promise.all(prepare('one', 'one'));
    expect(builds).toEqual([['one']]);
  });

  it('that does not build fails its own function, and not those that were asked for with it', async () => {
    const [good, bad] = await Promise.allSettled(prepare('one', broken));
    expect(good?.status).toBe('fulfilled');
    expect(placed('one')).toBe('code of one');
    expect(bad).toMatchObject({ status: 'rejected', reason: new Error(`${broken}.ts does not build`) });
  });
});
