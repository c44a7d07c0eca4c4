import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs';
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

describe('a directory of a process', () => {
  it('outlives starts of others while its process runs, whatever process ids they see', async () => {
    const { directory, child } = await madeElsewhere();
    newRunDirectory(parent).remove();
    expect(existsSync(directory)).toBe(true);
    child.process.kill('SIGKILL');
    await child.ended;
    newRunDirectory(parent).remove();
    expect(readdirSync(parent)).toEqual([]);
  });

  it('is not taken from a process that has not locked it yet', () => {
    mkdirSync(join(parent, 'run-4194305-new'));
    newRunDirectory(parent).remove();
    expect(readdirSync(parent)).toEqual(['run-4194305-new']);
  });

  it('is no other’s within the same process', () => {
    const [one, other] = [newRunDirectory(parent), newRunDirectory(parent)];
    expect([existsSync(one.path), existsSync(other.path)]).toEqual([true, true]);
    one.remove();
    other.remove();
    expect(readdirSync(parent)).toEqual([]);
  });
});
