import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Machine } from './machine.ts';
import type { Measured } from './part.ts';

/** One part as it was last measured. */
export type Saved = Readonly<{ measuredAt: string; machine: Machine } & Measured>;

export type AllSaved = Readonly<Record<string, Saved>>;

export const figuresFile = join(import.meta.dirname, '..', '..', '.build', 'bench', 'figures.json');

/** The last measurement of every part that was ever measured here. */
export function savedFigures(file: string = figuresFile): AllSaved {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as AllSaved;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return {};
    throw error;
  }
}

/** Keeps what was measured now; parts that were not stay as they were. */
export function saveFigures(measured: AllSaved, file: string = figuresFile): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `${JSON.stringify({ ...savedFigures(file), ...measured }, undefined, 2)}\n`);
}
