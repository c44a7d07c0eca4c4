import { existsSync, type FSWatcher, watch } from 'node:fs';
import { basename, dirname, join } from 'node:path';

const settleMs = 100;

/** Paths relative to a root. Those that do not exist are not watched. */
export type WatchPaths = Readonly<{
  /** Watched recursively. */
  folders: readonly string[];
  files?: readonly string[];
}>;

/**
 * Calls `reload` with a changed file, once for files that are saved together. Reloads never overlap: a change during one
 * leads to another one after it.
 */
export function watchSources(
  root: string,
  { folders, files = [] }: WatchPaths,
  reload: (file: string) => Promise<void>,
): Readonly<{ close(): void }> {
  let changed: string | undefined;
  let timer: NodeJS.Timeout | undefined;
  let reloading = false;
  const settle = () => {
    clearTimeout(timer);
    timer = setTimeout(() => void run(), settleMs);
  };
  const run = async () => {
    const file = changed;
    if (reloading || file === undefined) return;
    changed = undefined;
    reloading = true;
    await reload(file);
    reloading = false;
    if (changed !== undefined) settle();
  };
  const note = (file: string) => {
    changed = file;
    settle();
  };
  const inFolders = folders
    .filter((folder) => existsSync(join(root, folder)))
    .map((folder) =>
      watch(join(root, folder), { recursive: true }, (_, name) => {
        if (name !== null && !isTemporary(name)) note(join(folder, name));
      }),
    );
  // Watch the folder of a file: editors and npm replace the file, and a watch on the file itself would end.
  const byFolder = Map.groupBy(files, dirname);
  const ofFiles = [...byFolder]
    .filter(([folder]) => existsSync(join(root, folder)))
    .map(([folder, own]) =>
      watch(join(root, folder), (_, name) => {
        const file = own.find((each) => basename(each) === name);
        if (file !== undefined) note(file);
      }),
    );
  const watchers: readonly FSWatcher[] = [...inFolders, ...ofFiles];
  return {
    close() {
      clearTimeout(timer);
      for (const watcher of watchers) watcher.close();
    },
  };
}

/** Editors write temporary files next to the one they replace. */
const isTemporary = (name: string) => !/\.(ts|mts|js|mjs|json|html|css)$/.test(name);
