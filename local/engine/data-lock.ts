import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Refusal } from '../program/command.ts';
import { commandOf, endProcess } from '../program/processes.ts';

export type DataLock = Readonly<{
  databaseFile: string;
  /** Notes the engine, so that the next start can end it if this process is killed. */
  recordEngine(pid: number): void;
  release(): void;
}>;

type Holder = Readonly<{ pid: number; enginePid?: number }>;

/** What the lock asks of the system; tests pass their own. */
const system = { pid: process.pid, commandOf, endProcess };

/**
 * Takes a data directory for this process alone: the engine itself would let two open the same file.
 * A lock that a killed process left behind is taken over, after ending the engine it may have left too.
 */
export async function lockData(directory: string, { pid, commandOf, endProcess } = system): Promise<DataLock> {
  mkdirSync(directory, { recursive: true });
  const file = join(directory, 'lock');
  while (!created(file, { pid })) {
    const text = read(file);
    const holder = holderIn(text);
    if (holder && holder.pid !== pid && isEnvironment(commandOf(holder.pid))) {
      throw new Refusal(`${directory} is in use by process ${holder.pid}: stop that one, or choose another --data.`);
    }
    if (holder?.enginePid !== undefined && isEngine(commandOf(holder.enginePid))) {
      await endProcess(holder.enginePid, 2_000);
    }
    discard(file, text, pid);
  }
  return {
    databaseFile: join(directory, 'payments.db'),
    recordEngine(enginePid) {
      const next = `${file}.${pid}`;
      writeFileSync(next, JSON.stringify({ pid, enginePid }));
      renameSync(next, file);
    },
    release: () => rmSync(file, { force: true }),
  };
}

/** Process ids are given again after a while, so an id alone says nothing. */
const isEnvironment = (command: string | undefined) => /\bnode\b/.test(command ?? '');
const isEngine = (command: string | undefined) => /\bdynoxide\b/.test(command ?? '');

function created(file: string, holder: Holder): boolean {
  try {
    writeFileSync(file, JSON.stringify(holder), { flag: 'wx' });
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  }
}

/** Removes the lock that was judged, and not one that another process has put there meanwhile. */
function discard(file: string, judged: string | undefined, pid: number): void {
  const aside = `${file}.${pid}`;
  try {
    renameSync(file, aside);
  } catch {
    return;
  }
  if (read(aside) === judged) rmSync(aside);
  else renameSync(aside, file);
}

function read(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

function holderIn(text: string | undefined): Holder | undefined {
  try {
    return JSON.parse(text ?? '') as Holder;
  } catch {
    return undefined;
  }
}
