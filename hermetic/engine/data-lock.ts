import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { CommandRefusal } from '../process/command.ts';
import { fileRefusal } from '../process/file-refusal.ts';

/** A data directory that no other environment may use until `release`. */
export type DataDirectory = Readonly<{
  databaseFile: string;
  /** Where the test clock keeps its offset: stored times were written by that clock. */
  clockFile: string;
  /** Where event sources keep how far they have read. */
  checkpointFile: string;
  release(): void;
}>;

/** After an environment is killed, the guard in engine.ts ends its engine within this time. */
const engineExitMs = 5_000;

/**
 * Locks a data directory for one environment, because the engine itself would let two open the same file. Throws Refusal
 * if the directory is in use or unusable.
 *
 * The lock is SQLite's on a file of its own, so the kernel holds it: it works between containers that share a volume,
 * where process ids mean nothing, and it ends with the process, however that ends.
 */
export async function lockData(
  directory: string,
  databaseName: string,
  { engineMs = engineExitMs } = {},
): Promise<DataDirectory> {
  try {
    mkdirSync(directory, { recursive: true });
  } catch (error) {
    throw fileRefusal(error, directory, 'write');
  }
  const inUse = `${directory} is in use by another running environment, here or in a container: stop that one, or choose another data directory.`;
  const lock = openExclusively(directory, join(directory, 'environment.lock'), { waitMs: 0, inUse });
  const databaseFile = join(directory, databaseName);
  try {
    const leftOpen = `${databaseFile} is still open in a DynamoDB engine whose environment is gone: end that process (dynoxide), or choose another data directory.`;
    if (existsSync(databaseFile)) {
      openExclusively(directory, databaseFile, { waitMs: engineMs, inUse: leftOpen }).close();
    }
  } catch (error) {
    lock.close();
    throw error;
  }
  return {
    databaseFile,
    clockFile: join(directory, 'clock.json'),
    checkpointFile: join(directory, 'checkpoints.json'),
    release: () => lock.close(),
  };
}

/** Opens a database that nobody else has open, and locks it until it is closed. */
function openExclusively(
  directory: string,
  file: string,
  { waitMs, inUse }: Readonly<{ waitMs: number; inUse: string }>,
): DatabaseSync {
  let database: DatabaseSync | undefined;
  try {
    database = new DatabaseSync(file, { timeout: waitMs });
    database.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE');
    return database;
  } catch (cause) {
    database?.close();
    throw new CommandRefusal(reasonOf(cause, directory, file, inUse));
  }
}

/** By SQLite's result codes: https://www.sqlite.org/rescode.html */
function reasonOf(cause: unknown, directory: string, file: string, inUse: string): string {
  const code = cause instanceof Error && 'errcode' in cause ? Number(cause.errcode) & 0xff : undefined;
  if (code === 5 || code === 6) return inUse;
  if (code === 26) return `${file} is not a database: choose another data directory, or move the file away.`;
  return `${directory} cannot be used: its file system must be writable for this user and support locks. Choose another data directory.`;
}
