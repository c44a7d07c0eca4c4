import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { newRunDirectory } from '../../hermetic/template/run-directory.ts';
import { ChildProgram } from '../support/child-program.ts';

let parent: string;
const children: ChildProgram[] = [];
beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), 'runs-'));
});
afterEach(() => {
  for (const child of children.splice(0)) child.process.kill('SIGKILL');
  rmSync(parent, { recursive: true });
});

/** Makes a directory in another process, and names it as a process would that has an id of another container. */
async function madeElsewhere(): Promise<Readonly<{ directory: string; child: ChildProgram }>> {
  const module = join(import.meta.dirname, '..', '..', 'hermetic', 'template', 'run-directory.ts');
  const program = `import { newRunDirectory } from ${JSON.stringify(module)};
    const directory = newRunDirectory(${JSON.stringify(parent)});
    console.log(directory.path);
    setInterval(() => directory, 1_000);`;
  const child = new ChildProgram(['--input-type=module-typescript', '--eval', program]);
  children.push(child);
  const directory = join(parent, 'run-4194305-elsewhere');
  renameSync(await child.line(), directory);
  return { directory, child };
}

/** Two minutes old, so that its process has had the time to lock it. */
function makeOld(path: string): void {
  if (existsSync(path)) utimesSync(path, Date.now() / 1000 - 120, Date.now() / 1000 - 120);
}

describe('a directory of a process', () => {
  it('outlives starts of others while its process runs, whatever process ids they see', async () => {
    const { directory, child } = await madeElsewhere();
    newRunDirectory(parent).remove();
    expect(existsSync(directory)).toBe(true);
    const lock = join(directory, 'run.lock');
    makeOld(lock);
    newRunDirectory(parent).remove();
    expect(existsSync(directory)).toBe(true);
    child.process.kill('SIGKILL');
    await child.ended;
    newRunDirectory(parent).remove();
    expect(readdirSync(parent)).toEqual([]);
  });

  it.each([
    ['made its lock', () => mkdirSync(join(parent, 'run-4194305-new'))],
    [
      'locked it',
      () => {
        mkdirSync(join(parent, 'run-4194305-new'));
        writeFileSync(join(parent, 'run-4194305-new', 'run.lock'), '');
      },
    ],
  ])('is not taken from a process that has not %s yet', (_what, begin) => {
    begin();
    newRunDirectory(parent).remove();
    expect(readdirSync(parent)).toEqual(['run-4194305-new']);
    makeOld(join(parent, 'run-4194305-new', 'run.lock'));
    makeOld(join(parent, 'run-4194305-new'));
    newRunDirectory(parent).remove();
    expect(readdirSync(parent)).toEqual([]);
  });

  it('is no other’s within the same process', () => {
    const [one, other] = [newRunDirectory(parent), newRunDirectory(parent)];
    expect([existsSync(one.path), existsSync(other.path)]).toEqual([true, true]);
    one.remove();
    other.remove();
    expect(readdirSync(parent)).toEqual([]);
  });
});
