import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { commandOf } from '../process/processes.ts';

const runDirectory = /^run-(\d+)-/;

/** Makes a directory for the files of this process, and removes those that killed processes left in `parent`. */
export function newRunDirectory(parent: string): string {
  mkdirSync(parent, { recursive: true });
  for (const name of readdirSync(parent)) {
    const pid = runDirectory.exec(name)?.[1];
    if (pid !== undefined && commandOf(Number(pid)) === undefined) removeDirectory(join(parent, name));
  }
  return mkdtempSync(join(parent, `run-${process.pid}-`));
}

export function removeDirectory(directory: string): void {
  rmSync(directory, { recursive: true, force: true });
}
