import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { watchSources } from '../../local/program/watch.ts';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'watch-'));
  mkdirSync(join(root, 'src', 'domain'), { recursive: true });
});
afterEach(() => rmSync(root, { recursive: true }));

const change = (...path: string[]) => writeFileSync(join(root, ...path), String(Math.random()));

describe('watching the sources', () => {
  it('reloads once for files saved together, and once more for what changes meanwhile', async () => {
    const reloads: string[] = [];
    let reloading = 0;
    const watcher = watchSources(root, ['src', 'absent'], async (file) => {
      reloading += 1;
      expect(reloading).toBe(1);
      reloads.push(file);
      if (reloads.length === 1) {
        change('src', 'during.ts');
        await sleep(300);
      }
      reloading -= 1;
    });
    await sleep(50);
    change('src', 'first.ts');
    change('src', 'domain', 'second.ts');
    await sleep(800);
    watcher.close();
    change('src', 'after.ts');
    await sleep(200);
    expect(reloads).toEqual([join('src', 'domain', 'second.ts'), join('src', 'during.ts')]);
  });

  it('does not mind what editors leave beside a file', async () => {
    const reloads: string[] = [];
    const watcher = watchSources(root, ['src'], async (file) => void reloads.push(file));
    await sleep(50);
    for (const name of ['.money.ts.swp', 'money.ts~', '4913']) change('src', name);
    await sleep(300);
    watcher.close();
    expect(reloads).toEqual([]);
  });
});
