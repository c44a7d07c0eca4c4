import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Machine } from './machine.ts';
import type { PartResult } from './part.ts';

/** The last measurement of one part. */
export type SavedPart = Readonly<{ measuredAt: string; machine: Machine } & PartResult>;

export type AllSaved = Readonly<Record<string, SavedPart>>;

export const figuresFile = join(import.meta.dirname, '..', '..', '.build', 'bench', 'figures.json');

/** The last measurement of every part that was measured on this machine. */
export function savedFigures(file: string = figuresFile): AllSaved {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as AllSaved;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return {};
    throw error;
  }
}

/** Saves these measurements and keeps those of other parts. */
export function saveFigures(measured: AllSaved, file: string = figuresFile): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `${JSON.stringify({ ...savedFigures(file), ...measured }, undefined, 2)}\n`);
}
