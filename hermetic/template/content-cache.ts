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
import { isFileError } from '../process/file-errors.ts';
import { fileHashes, type HashOfFile, hashOf } from './file-hashes.ts';
import { removeDirectory } from './run-directory.ts';

/** Stored with the files of an entry: hashes of the inputs and of the files themselves. */
type CacheEntry = Readonly<{
  inputs: Readonly<Record<string, string>>;
  files: Readonly<Record<string, string>>;
}>;

export type BuildResult = Readonly<{
  /** All its files are cached. */
  directory: string;
  /** Files that were read, relative to the project. */
  inputs: readonly string[];
  /** From `fileSystemTime`, taken before the first input was read. */
  startedAt: number;
}>;

const entryFile = 'entry.json';
const keptPerKind = 6;
const keptMs = 30 * 24 * 60 * 60 * 1000;

/**
 * Build results on disk, keyed by the contents of their inputs. Processes may share the directory: an entry appears by an
 * atomic rename, and readers copy its files, so pruning never removes a file that is in use.
 */
export class ContentCache {
  readonly #root: string;
  readonly #directory: string;
  readonly #now: () => number;

  /** Inputs are relative to `root`. */
  constructor(root: string, directory: string, now: () => number = Date.now) {
    this.#root = root;
    this.#directory = directory;
    this.#now = now;
  }

  /** Copies an entry with unchanged inputs into `destination`; false if there is none. Deletes damaged entries. */
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

  /**
   * Caches a build, unless an input was written while it ran: it is unknown which content the build has seen. A cache that
   * cannot be written costs time, and fails nothing.
   */
  put(kind: string, build: BuildResult): void {
    if (build.inputs.some((file) => changedSince(resolve(this.#root, file), build.startedAt))) return;
    try {
      this.#write(kind, build);
      this.#prune();
    } catch (error) {
      if (!isFileError(error)) throw error;
    }
  }

  #write(kind: string, { directory, inputs }: BuildResult): void {
    const hashNow = fileHashes(this.#root);
    const names = filesIn(directory);
    const entry: CacheEntry = {
      inputs: Object.fromEntries(inputs.toSorted().map((file) => [file, hashNow(file)])),
      files: Object.fromEntries(names.map((name) => [name, hashOf(readFileSync(join(directory, name)))])),
    };
    const parent = join(this.#directory, kind);
    mkdirSync(parent, { recursive: true });
    const temporary = mkdtempSync(join(parent, 'new-'));
    try {
      for (const name of names) cpSync(join(directory, name), join(temporary, name));
      writeFileSync(join(temporary, entryFile), JSON.stringify(entry));
      markUsed(temporary, this.#now());
      renameSync(temporary, join(parent, hashOf(JSON.stringify(entry.inputs))));
    } catch {
      // The disk is full, or another process has cached the same build.
      removeDirectory(temporary);
    }
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

  /** Half-written entries of killed processes. */
  #abandoned(kind: string): readonly string[] {
    const hourAgo = Date.now() - 60 * 60 * 1000;
    return globSync(join(this.#directory, kind, 'new-*')).filter(
      (directory) => (statSync(directory, { throwIfNoEntry: false })?.mtimeMs ?? Infinity) < hourAgo,
    );
  }
}

/**
 * A time on the file system's clock that is later than every file written so far. That clock ticks every few
 * milliseconds, so this waits for a tick; after 50 ms without one, files written just now count as written during the build.
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

/** The files of an entry; undefined if one is missing or truncated. */
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

/** By ctime, which cannot be set: a file that is moved into place keeps its old mtime. */
const changedSince = (file: string, time: number) => (statSync(file, { throwIfNoEntry: false })?.ctimeMs ?? 0) >= time;

const lastUse = (directory: string) => statSync(join(directory, entryFile), { throwIfNoEntry: false })?.mtimeMs ?? 0;

function markUsed(directory: string, now: number): void {
  try {
    utimesSync(join(directory, entryFile), now / 1000, now / 1000);
  } catch {
    // Another process has pruned it.
  }
}
