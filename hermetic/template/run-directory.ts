import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { commandOf } from '../process/processes.ts';

/** A directory for the files of this process, until `remove`. */
export type RunDirectory = Readonly<{ path: string; remove(): void }>;

const runDirectory = /^run-(\d+)-/;
const lockFile = 'run.lock';
/** A process makes its directory, a lock in it, and locks that: within a minute, however busy the machine is. */
const startsWithinMs = 60_000;
/** The same of a process that is not seen from here: it runs in a container, or was killed. */
const locksWithinMs = 1_000;

/** Makes a directory for the files of this process, and removes those that killed processes left in `parent`. */
export function newRunDirectory(parent: string): RunDirectory {
  mkdirSync(parent, { recursive: true });
  for (const name of readdirSync(parent)) {
    const pid = runDirectory.exec(name)?.[1];
    if (pid !== undefined && isAbandoned(join(parent, name), Number(pid))) removeDirectory(join(parent, name));
  }
  const path = mkdtempSync(join(parent, `run-${process.pid}-`));
  const lock = lockIn(path);
  return {
    path,
    remove() {
      lock?.close();
      removeDirectory(path);
    },
  };
}

/**
 * By SQLite's lock instead of the process id: a container that shares the folder has process ids of its own, and would
 * remove the directory of a process that runs outside it.
 */
function isAbandoned(directory: string, pid: number): boolean {
  const lockPath = join(directory, lockFile);
  const hasLock = existsSync(lockPath);
  const { mtimeMs = Date.now() } = statSync(hasLock ? lockPath : directory, { throwIfNoEntry: false }) ?? {};
  const isSeen = commandOf(pid) !== undefined;
  if (Date.now() - mtimeMs < (isSeen || !hasLock ? startsWithinMs : locksWithinMs)) return false;
  // Directories of earlier versions have no lock.
  if (!hasLock) return !isSeen;
  const lock = lockIn(directory);
  lock?.close();
  return lock !== undefined;
}

/** Held until it is closed or the process ends, however that ends; undefined if another process holds it. */
function lockIn(directory: string): DatabaseSync | undefined {
  let lock: DatabaseSync | undefined;
  try {
    lock = new DatabaseSync(join(directory, lockFile), { timeout: 0 });
    lock.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE');
    return lock;
  } catch {
    lock?.close();
    return undefined;
  }
}

export function removeDirectory(directory: string): void {
  rmSync(directory, { recursive: true, force: true });
}
