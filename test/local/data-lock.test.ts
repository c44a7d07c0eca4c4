import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { lockData } from '../../local/engine/data-lock.ts';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'lock-'));
});
afterEach(() => rmSync(directory, { recursive: true }));

const lockText = () => readFileSync(join(directory, 'lock'), 'utf8');

/** A system where these processes run; it notes which of them were ended. */
function systemWith(running: Record<number, string>) {
  const ended: number[] = [];
  const processes = new Map(Object.entries(running).map(([pid, name]) => [Number(pid), name]));
  return {
    ended,
    pid: 100,
    commandOf: (pid: number) => processes.get(pid),
    async endProcess(pid: number) {
      ended.push(pid);
      processes.delete(pid);
    },
  };
}

describe('the lock of a data directory', () => {
  it('names this process, then its engine, and is gone when released', async () => {
    const lock = await lockData(directory, systemWith({}));
    expect(JSON.parse(lockText())).toEqual({ pid: 100 });
    lock.recordEngine(101);
    expect(JSON.parse(lockText())).toEqual({ pid: 100, enginePid: 101 });
    expect(lock.databaseFile).toBe(join(directory, 'payments.db'));
    lock.release();
    expect(lockText).toThrow('ENOENT');
  });

  it('makes the directory', async () => {
    await lockData(join(directory, 'new', 'one'), systemWith({}));
  });

  it('refuses a second environment and names the first', async () => {
    writeFileSync(join(directory, 'lock'), '{"pid":7,"enginePid":8}');
    const system = systemWith({ 7: 'node local/start.ts', 8: 'dynoxide serve' });
    const locking = lockData(directory, system);
    await expect(locking).rejects.toMatchObject({
      exitCode: 2,
      message: expect.stringMatching(/^.* is in use by process 7: [^\n]*$/),
    });
    expect(system.ended).toEqual([]);
    expect(lockText()).toBe('{"pid":7,"enginePid":8}');
  });

  it.each<[string, string, Record<number, string>, number[]]>([
    ['a killed environment', '{"pid":7,"enginePid":8}', {}, []],
    ['one whose engine lives on: that is ended', '{"pid":7,"enginePid":8}', { 8: '/m/dynoxide serve' }, [8]],
    ['one whose ids other programs have now', '{"pid":7,"enginePid":8}', { 7: 'bash', 8: 'bash' }, []],
    ['one with this very id, as in a container', '{"pid":100,"enginePid":8}', { 100: 'node' }, []],
    ['one killed before it had an engine', '{"pid":7}', {}, []],
    ['one killed while it wrote', '{"pid"', {}, []],
  ])('is taken over from %s', async (_, text, running, ended) => {
    writeFileSync(join(directory, 'lock'), text);
    const system = systemWith(running);
    await lockData(directory, system);
    expect(JSON.parse(lockText())).toEqual({ pid: 100 });
    expect(system.ended).toEqual(ended);
  });
});
