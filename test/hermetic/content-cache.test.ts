import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ContentCache, fileSystemTime } from '../../hermetic/template/content-cache.ts';
import { fileHashes } from '../../hermetic/template/file-hashes.ts';

let root: string;
let cache: ContentCache;
let now: number;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'cache-'));
  now = Date.UTC(2026, 10, 1);
  cache = new ContentCache(root, join(root, 'cache'), () => now);
  write('a.ts', 'one');
});
afterEach(() => rmSync(root, { recursive: true }));

const write = (file: string, text: string) => writeFileSync(join(root, file), text);
const laterOn = () => Date.now() + 60_000;

/** Caches a build of one file, as if its inputs had been written long before. */
function keep(text: string, { kind = 'kind', inputs = ['a.ts'], startedAt = laterOn() } = {}): void {
  const directory = join(root, 'built');
  mkdirSync(join(directory, 'deep'), { recursive: true });
  writeFileSync(join(directory, 'deep', 'index.js'), text);
  cache.put(kind, { directory, inputs, startedAt });
}

/** Content of the entry that a newly started process would take from the cache. */
function taken(kind = 'kind'): string | undefined {
  const destination = mkdtempSync(join(root, 'taken-'));
  if (!cache.take(kind, destination, fileHashes(root))) return undefined;
  return readFileSync(join(destination, 'deep', 'index.js'), 'utf8');
}

const entries = () => readdirSync(join(root, 'cache', 'kind'));
const fileOfEntry = (...path: string[]) => join(root, 'cache', 'kind', entries()[0] ?? '', ...path);

describe('a cached build', () => {
  it('is found while its inputs have unchanged content', () => {
    keep('built from one');
    expect(taken()).toBe('built from one');
    write('a.ts', 'two');
    expect(taken()).toBeUndefined();
    write('a.ts', 'one');
    expect(taken()).toBe('built from one');
  });

  it('fails nothing where the cache cannot be written', () => {
    write('cache', 'a file instead of a directory');
    expect(() => keep('built')).not.toThrow();
    expect(taken()).toBeUndefined();
  });

  it('is stale when an absent input appears, and when an input disappears', () => {
    keep('built', { inputs: ['a.ts', 'b.ts'] });
    expect(taken()).toBe('built');
    write('b.ts', '');
    expect(taken()).toBeUndefined();
    rmSync(join(root, 'b.ts'));
    rmSync(join(root, 'a.ts'));
    expect(taken()).toBeUndefined();
  });

  it('is stale when an input changes but keeps its size and modification time', () => {
    keep('built');
    const long = new Date(2020, 1, 1);
    utimesSync(join(root, 'a.ts'), long, long);
    write('a.ts', 'two');
    utimesSync(join(root, 'a.ts'), long, long);
    expect(taken()).toBeUndefined();
  });

  it('is found only under its own kind', () => {
    keep('for one context', { kind: 'one' });
    keep('for another', { kind: 'other' });
    expect([taken('one'), taken('other'), taken('third')]).toEqual(['for one context', 'for another', undefined]);
  });

  it('is not kept when an input was written during the build', () => {
    keep('half old, half new', { startedAt: statSync(join(root, 'a.ts')).ctimeMs });
    expect(taken()).toBeUndefined();
  });

  it('is kept when an input was written just before the build, however coarse the file system’s clock is', async () => {
    write('a.ts', 'just now');
    keep('built from just now', { startedAt: await fileSystemTime(root) });
    expect(taken()).toBe('built from just now');
  });

  it.each([
    ['one of its files is truncated', () => writeFileSync(fileOfEntry('deep', 'index.js'), 'buil')],
    ['one of its files is missing', () => rmSync(fileOfEntry('deep', 'index.js'))],
    ['its description is empty', () => writeFileSync(fileOfEntry('entry.json'), '')],
    ['its description is malformed', () => writeFileSync(fileOfEntry('entry.json'), '[]')],
  ])('is deleted when %s, and can be cached again', (_, damage) => {
    keep('built');
    damage();
    expect(taken()).toBeUndefined();
    expect(entries()).toEqual([]);
    keep('built');
    expect(taken()).toBe('built');
  });

  it('is evicted for newer ones, least recently used first', () => {
    for (const version of ['1', '2', '3', '4', '5', '6']) {
      write('a.ts', version);
      keep(version);
      now += 1000;
    }
    write('a.ts', '1');
    expect(taken()).toBe('1');
    now += 1000;
    write('a.ts', '7');
    keep('7');
    const found = ['1', '2', '3', '4', '5', '6', '7'].filter((version) => {
      write('a.ts', version);
      return taken() === version;
    });
    expect(found).toEqual(['1', '3', '4', '5', '6', '7']);
  });

  it('is deleted after a month without use', () => {
    keep('old');
    now += 31 * 24 * 60 * 60 * 1000;
    write('a.ts', 'two');
    keep('new');
    expect(entries()).toHaveLength(1);
    expect(taken()).toBe('new');
  });

  it('is stored once if two processes cache it at the same moment', () => {
    keep('built');
    keep('built');
    expect(entries()).toHaveLength(1);
    expect(taken()).toBe('built');
  });
});
