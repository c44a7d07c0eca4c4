import { existsSync, type FSWatcher, watch } from 'node:fs';
import { basename, dirname, join } from 'node:path';

const settleMs = 100;

/** Relative to a root; what is absent is not watched. */
export type WatchPaths = Readonly<{
  /** With all that is in them. */
  folders: readonly string[];
  files?: readonly string[];
}>;

/**
 * Calls `reload` with the file that changed, once for all that are saved together. What changes during a
 * reload leads to one more after it: never two at once.
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
  // The folder of a file, because editors and npm put a new file in the place of the old one.
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

/** Editors write next to a file before they put it in its place. */
const isTemporary = (name: string) => !/\.(ts|mts|js|mjs|json|html|css)$/.test(name);
