import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ContentCache } from '../../hermetic/template/content-cache.ts';
import { fileHashes } from '../../hermetic/template/file-hashes.ts';
import { FunctionCode } from '../../hermetic/template/function-code.ts';
import type { FunctionSource } from '../../hermetic/template/function-source.ts';

let root: string;
let builds: string[][];
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'code-'));
  builds = [];
});
afterEach(() => rmSync(root, { recursive: true }));

const broken = 'broken';

/** Builds like esbuild: one broken function fails the whole build. */
async function build(sources: readonly FunctionSource[], outdir: string) {
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
  it('is built in one run for functions that are requested together, and comes from the cache later', async () => {
    await Promise.all(prepare('one', 'other'));
    expect(builds).toEqual([['one', 'other']]);
    expect([placed('one'), placed('other')]).toEqual(['code of one', 'code of other']);
    await Promise.all(prepare('one', 'third'));
    expect(builds).toEqual([['one', 'other'], ['third']]);
  });

  it('is built once for two requests of the same function', async () => {
    await Promise.all(prepare('one', 'one'));
    expect(builds).toEqual([['one']]);
  });

  it('is cached apart for a source with other options', async () => {
    const code = new FunctionCode({ cache: new ContentCache(root, join(root, 'cache')), directory: root, build });
    const built = { folder: 'f', name: 'one', providers: ['stripe'] };
    for (const source of [built, { ...built, providers: [] }, built]) {
      await code.prepare(source, join(root, 'placed', 'one'), fileHashes(root));
    }
    expect(builds).toEqual([['one'], ['one']]);
  });

  it('of a broken function fails that function alone, not those that were requested with it', async () => {
    const [good, bad] = await Promise.allSettled(prepare('one', broken));
    expect(good?.status).toBe('fulfilled');
    expect(placed('one')).toBe('code of one');
    expect(bad).toMatchObject({ status: 'rejected', reason: new Error(`${broken}.ts does not build`) });
  });
});
