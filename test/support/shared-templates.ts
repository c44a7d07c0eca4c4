import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const variable = 'SHARED_TEMPLATES';

/** Makes the directory in which the test processes of a run share what they synthesise. */
export function setup(): () => void {
  const directory = mkdtempSync(join(tmpdir(), 'shared-templates-'));
  // Inherited by the test processes.
  process.env[variable] = directory;
  return () => rmSync(directory, { recursive: true });
}

/** For one synthesis; removed after the run. Without it, CDK leaves a folder in the system's temporary folder for each app. */
export const newOutdir = (): string => mkdtempSync(join(process.env[variable] ?? tmpdir(), 'cdk.out-'));

/**
 * Resolves with what `make` made in the first of the processes that asks for this key, as JSON keeps it; the others wait for
 * it. If it fails there, the next one tries. Makes it itself in a process that shares nothing.
 */
export async function sharedByProcesses<Result>(key: string, make: () => Promise<Result>): Promise<Result> {
  const { [variable]: directory } = process.env;
  if (directory === undefined) return make();
  const file = join(directory, createHash('sha256').update(key).digest('hex'));
  while (!existsSync(file)) {
    if (!locks(`${file}.lock`)) await sleep(20);
    else {
      try {
        // Another process may have made it and unlocked it in between.
        if (!existsSync(file)) {
          writeFileSync(`${file}.new`, JSON.stringify(await make()));
          renameSync(`${file}.new`, file);
        }
      } finally {
        rmSync(`${file}.lock`, { recursive: true });
      }
    }
  }
  return JSON.parse(readFileSync(file, 'utf8'));
}

/** Whether this process has the lock now. */
function locks(lock: string): boolean {
  try {
    mkdirSync(lock);
    return true;
  } catch {
    return false;
  }
}
