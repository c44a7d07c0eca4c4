import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { watchSources } from '../../hermetic/process/watch.ts';
import { eventually } from '../support/eventually.ts';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'watch-'));
  mkdirSync(join(root, 'src', 'domain'), { recursive: true });
  mkdirSync(join(root, 'marker'));
});
afterEach(() => rmSync(root, { recursive: true }));

const change = (...path: string[]) => writeFileSync(join(root, ...path), String(Math.random()));

describe('watching the sources', () => {
  it('reloads once for files that are saved together, and once more for changes during the reload', async () => {
    const reloads: string[] = [];
    let reloading = 0;
    const watcher = watchSources(root, { folders: ['src', 'absent'] }, async (file) => {
      reloading += 1;
      expect(reloading).toBe(1);
      reloads.push(file);
      if (reloads.length === 1) await seenByAnother(() => change('src', 'during.ts'));
      reloading -= 1;
    });
    change('src', 'first.ts');
    change('src', 'domain', 'second.ts');
    await eventually(() => expect(reloads).toHaveLength(2));
    watcher.close();
    await seenByAnother(() => change('src', 'after.ts'));
    expect(reloads).toEqual([join('src', 'domain', 'second.ts'), join('src', 'during.ts')]);
  });

  it('ignores temporary files of editors', async () => {
    const reloads: string[] = [];
    const watcher = watchSources(root, { folders: ['src'] }, async (file) => void reloads.push(file));
    await seenByAnother(() => {
      for (const name of ['.money.ts.swp', 'money.ts~', '4913']) change('src', name);
    });
    expect(reloads).toEqual([]);
    change('src', 'money.ts');
    await eventually(() => expect(reloads).toEqual([join('src', 'money.ts')]));
    watcher.close();
  });
});

/** Makes a change; resolves when a second watcher has seen a later one. */
async function seenByAnother(make: () => void): Promise<void> {
  let seen = false;
  const watcher = watchSources(root, { folders: ['marker'] }, async () => {
    seen = true;
  });
  make();
  change('marker', 'seen.ts');
  await eventually(() => expect(seen).toBe(true));
  watcher.close();
}
