import {
  cpSync,
  existsSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileHashes, type HashOfFile, hashOf } from './file-hashes.ts';
import { removeDirectory } from './run-directory.ts';

/** Written beside the files of an entry: what they were built from, and what they must hash to. */
type CacheEntry = Readonly<{
  inputs: Readonly<Record<string, string>>;
  files: Readonly<Record<string, string>>;
}>;

export type BuildResult = Readonly<{
  /** Every file in it is kept. */
  directory: string;
  /** Files that were read, relative to the project. */
  inputs: readonly string[];
  /** By `fileTime`, before the first input was read. */
  startedAt: number;
}>;

const entryFile = 'entry.json';
const keptPerKind = 6;
const keptMs = 30 * 24 * 60 * 60 * 1000;

/**
 * Build results on disk, found by the contents of the files that they were built from. Several processes may share a
 * directory: an entry appears whole, by a rename, and its files are copied out, so pruning takes nothing from anybody.
 */
export class ContentCache {
  readonly #root: string;
  readonly #directory: string;
  readonly #now: () => number;

  /** @param root the project that inputs are relative to */
  constructor(root: string, directory: string, now: () => number = Date.now) {
    this.#root = root;
    this.#directory = directory;
    this.#now = now;
  }

  /** Copies an entry whose inputs are unchanged into `destination`. False if there is none; damaged ones are deleted. */
  take(kind: string, destination: string, hashNow: HashOfFile): boolean {
    for (const directory of this.#newestFirst(kind)) {
      const entry = readEntry(directory);
      if (entry === undefined) removeDirectory(directory);
      else if (isCurrent(entry, hashNow)) {
        const files = intactFiles(directory, entry);
        if (files === undefined) removeDirectory(directory);
        else {
          for (const [name, content] of files) writeInto(join(destination, name), content);
          markUsed(directory, this.#now());
          return true;
        }
      }
    }
    return false;
  }

  /** Keeps a build for later, unless one of its inputs was written meanwhile: nobody knows which content it saw. */
  put(kind: string, { directory, inputs, startedAt }: BuildResult): void {
    if (inputs.some((file) => changedSince(resolve(this.#root, file), startedAt))) return;
    const hashNow = fileHashes(this.#root);
    const names = filesIn(directory);
    const entry: CacheEntry = {
      inputs: Object.fromEntries(inputs.toSorted().map((file) => [file, hashNow(file)])),
      files: Object.fromEntries(names.map((name) => [name, hashOf(readFileSync(join(directory, name)))])),
    };
    const parent = join(this.#directory, kind);
    mkdirSync(parent, { recursive: true });
    const temporary = mkdtempSync(join(parent, 'new-'));
    for (const name of names) cpSync(join(directory, name), join(temporary, name));
    writeFileSync(join(temporary, entryFile), JSON.stringify(entry));
    markUsed(temporary, this.#now());
    try {
      renameSync(temporary, join(parent, hashOf(JSON.stringify(entry.inputs))));
    } catch {
      // Another process was faster with the same build.
      removeDirectory(temporary);
    }
    this.#prune();
  }

  #newestFirst(kind: string): readonly string[] {
    const parent = join(this.#directory, kind);
    if (!existsSync(parent)) return [];
    return readdirSync(parent)
      .filter((name) => !name.startsWith('new-'))
      .map((name) => join(parent, name))
      .toSorted((one, other) => lastUse(other) - lastUse(one));
  }

  #prune(): void {
    const oldest = this.#now() - keptMs;
    for (const kind of readdirSync(this.#directory)) {
      const entries = this.#newestFirst(kind);
      const old = entries.filter((directory, index) => index >= keptPerKind || lastUse(directory) < oldest);
      for (const directory of [...old, ...this.#abandoned(kind)]) removeDirectory(directory);
    }
  }

  /** Left half-written by a process that was killed. */
  #abandoned(kind: string): readonly string[] {
    const hourAgo = Date.now() - 60 * 60 * 1000;
    return globSync(join(this.#directory, kind, 'new-*')).filter(
      (directory) => (statSync(directory, { throwIfNoEntry: false })?.mtimeMs ?? Infinity) < hourAgo,
    );
  }
}

/**
 * The time by the clock that files are stamped with, once that has moved on: whatever was written before is older. The clock
 * moves every few milliseconds; where it does not, files that were just written count as written during the build.
 */
export async function fileSystemTime(directory: string): Promise<number> {
  const file = join(directory, '.now');
  const stamp = () => {
    writeFileSync(file, '');
    return statSync(file).ctimeMs;
  };
  const first = stamp();
  let now = first;
  for (let tries = 0; now === first && tries < 50; tries += 1) {
    await sleep(1);
    now = stamp();
  }
  rmSync(file);
  return now;
}

const isCurrent = ({ inputs }: CacheEntry, hashNow: HashOfFile) =>
  Object.entries(inputs).every(([file, hash]) => hashNow(file) === hash);

function readEntry(directory: string): CacheEntry | undefined {
  try {
    const entry = JSON.parse(readFileSync(join(directory, entryFile), 'utf8')) as Partial<CacheEntry>;
    const { inputs, files } = entry;
    return inputs === undefined || files === undefined ? undefined : { inputs, files };
  } catch {
    return undefined;
  }
}

/** All files of an entry, or undefined if one is missing or was not written to its end. */
function intactFiles(directory: string, { files }: CacheEntry): readonly (readonly [string, Buffer])[] | undefined {
  try {
    const contents = Object.keys(files).map((name) => [name, readFileSync(join(directory, name))] as const);
    return contents.every(([name, content]) => hashOf(content) === files[name]) ? contents : undefined;
  } catch {
    return undefined;
  }
}

function writeInto(file: string, content: Buffer): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, content);
}

const filesIn = (directory: string): readonly string[] =>
  readdirSync(directory, { recursive: true, encoding: 'utf8' }).filter((name) =>
    statSync(join(directory, name)).isFile(),
  );

/** By ctime, which nobody can set: a file moved into place keeps its old mtime. */
const changedSince = (file: string, time: number) => (statSync(file, { throwIfNoEntry: false })?.ctimeMs ?? 0) >= time;

const lastUse = (directory: string) => statSync(join(directory, entryFile), { throwIfNoEntry: false })?.mtimeMs ?? 0;

function markUsed(directory: string, now: number): void {
  try {
    utimesSync(join(directory, entryFile), now / 1000, now / 1000);
  } catch {
    // Pruned by another process after it was read.
  }
}
