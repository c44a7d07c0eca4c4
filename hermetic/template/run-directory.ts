import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { commandOf } from '../process/processes.ts';

/** Git-ignored; everything the hermetic environment writes is in it, except `--data`. */
export const localDirectory = join(import.meta.dirname, '..', '..', '.local');

/** Compiled code of Node's, by file and version: `NODE_COMPILE_CACHE`. */
export const compileCache = join(localDirectory, 'compile-cache');

const named = /^run-(\d+)-/;

/** Makes a directory for what this process synthesises, and removes those of processes that were killed. */
export function newRunDirectory(parent = localDirectory): string {
  mkdirSync(parent, { recursive: true });
  for (const name of readdirSync(parent)) {
    const pid = named.exec(name)?.[1];
    if (pid !== undefined && commandOf(Number(pid)) === undefined) removeDirectory(join(parent, name));
  }
  return mkdtempSync(join(parent, `run-${process.pid}-`));
}

export function removeDirectory(directory: string): void {
  rmSync(directory, { recursive: true, force: true });
}
