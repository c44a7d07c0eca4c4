import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { lockData } from '../../hermetic/engine/data-lock.ts';
import { ChildProgram } from '../support/child-program.ts';

let directory: string;
const children: ChildProgram[] = [];
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'lock-'));
});
afterEach(() => {
  for (const child of children.splice(0)) child.process.kill('SIGKILL');
  rmSync(directory, { recursive: true });
});

const refused = {
  exitCode: 2,
  message: expect.stringMatching(
    /^\S+ is in use by another running environment, .*stop that one, or choose another --data\.$/,
  ),
};

/** Another process that holds the lock until it is killed. */
async function holder(): Promise<ChildProgram> {
  const module = join(import.meta.dirname, '..', '..', 'hermetic', 'engine', 'data-lock.ts');
  const program = `import { lockData } from ${JSON.stringify(module)};
    const lock = await lockData(${JSON.stringify(directory)});
    console.log('locked');
    setInterval(() => lock, 1_000);`;
  const child = new ChildProgram(['--input-type=module-typescript', '--eval', program]);
  children.push(child);
  await child.line();
  return child;
}

describe('the lock of a data directory', () => {
  it('makes the directory, and names the database in it', async () => {
    const inner = join(directory, 'new', 'one');
    const lock = await lockData(inner);
    expect(lock.databaseFile).toBe(join(inner, 'payments.db'));
    lock.release();
  });

  it('is refused to another process while one holds it, and free as soon as that one is killed', async () => {
    const other = await holder();
    await expect(lockData(directory)).rejects.toMatchObject(refused);
    other.process.kill('SIGKILL');
    await other.ended;
    (await lockData(directory)).release();
  });

  it('depends on no process id: the very id of the holder does not open it, as it would in another container', async () => {
    const lock = await lockData(directory);
    await expect(lockData(directory)).rejects.toMatchObject(refused);
    lock.release();
    (await lockData(directory)).release();
  });

  it('is taken where an earlier version left its lock of process ids', async () => {
    writeFileSync(join(directory, 'lock'), '{"pid":1,"enginePid":2}');
    (await lockData(directory)).release();
  });

  it('is refused while an engine that outlived its environment has the database open', async () => {
    const engine = new DatabaseSync(join(directory, 'payments.db'));
    engine.exec('PRAGMA journal_mode = WAL; CREATE TABLE items (id TEXT)');
    await expect(lockData(directory, { engineMs: 0 })).rejects.toMatchObject({
      message: expect.stringContaining('is still open in a DynamoDB engine that runs without its environment: end'),
    });
    engine.close();
    (await lockData(directory)).release();
  });

  it.each([
    ['a file', (path: string) => writeFileSync(path, ''), 'is there already: choose another name'],
    [
      'in a file',
      (path: string) => {
        rmSync(join(path, '..'), { recursive: true });
        writeFileSync(join(path, '..'), '');
      },
      'a part of its path is a file',
    ],
    [
      'a directory whose lock is none',
      (path: string) => {
        mkdirSync(path);
        writeFileSync(join(path, 'environment.lock'), 'not a database'.repeat(100));
      },
      'is not a database: choose another --data',
    ],
  ])('says what to do when the directory is %s', async (_what, make, message) => {
    const path = join(directory, 'data');
    make(path);
    await expect(lockData(path)).rejects.toMatchObject({ exitCode: 2, message: expect.stringContaining(message) });
  });
});
