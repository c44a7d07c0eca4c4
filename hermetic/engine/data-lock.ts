import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { Refusal } from '../process/command.ts';
import { fileRefusal } from '../process/file-refusal.ts';

export type DataLock = Readonly<{ databaseFile: string; release(): void }>;

/** An engine whose environment was killed is ended by its guard within moments. */
const engineEndsWithinMs = 5_000;

/**
 * Takes a data directory for one environment: the engine itself would let two open the same file.
 *
 * The lock is SQLite's on a file of its own, so it belongs to the kernel: it holds between containers that share a
 * volume, where process ids mean nothing, and it ends with the process, however that ends.
 */
export async function lockData(directory: string, { engineMs = engineEndsWithinMs } = {}): Promise<DataLock> {
  try {
    mkdirSync(directory, { recursive: true });
  } catch (error) {
    throw fileRefusal(error, directory, 'write');
  }
  const inUse = `${directory} is in use by another running environment, here or in a container: stop that one, or choose another --data.`;
  const lock = exclusive(directory, join(directory, 'environment.lock'), { waitMs: 0, inUse });
  const databaseFile = join(directory, 'payments.db');
  try {
    const leftOpen = `${databaseFile} is still open in a DynamoDB engine that runs without its environment: end that engine (dynoxide), or choose another --data.`;
    if (existsSync(databaseFile)) exclusive(directory, databaseFile, { waitMs: engineMs, inUse: leftOpen }).close();
  } catch (error) {
    lock.close();
    throw error;
  }
  return { databaseFile, release: () => lock.close() };
}

/** Opens a database that nobody else has open, and keeps it so until it is closed. */
function exclusive(
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
    throw new Refusal(reasonOf(cause, directory, file, inUse));
  }
}

/** https://www.sqlite.org/rescode.html */
function reasonOf(cause: unknown, directory: string, file: string, inUse: string): string {
  const code = cause instanceof Error && 'errcode' in cause ? Number(cause.errcode) & 0xff : undefined;
  if (code === 5 || code === 6) return inUse;
  if (code === 26) return `${file} is not a database: choose another --data, or move the file away.`;
  return `${directory} cannot be used: it must be on a file system that this user may write to and that has locks. Choose another --data.`;
}
