import { existsSync, type FSWatcher, watch } from 'node:fs';
import { join } from 'node:path';

const settleMs = 100;

/**
 * Calls `reload` with the file that changed, once for all that are saved together. What changes during a
 * reload leads to one more after it: never two at once.
 */
export function watchSources(
  root: string,
  folders: readonly string[],
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
  const watchers: FSWatcher[] = folders
    .filter((folder) => existsSync(join(root, folder)))
    .map((folder) =>
      watch(join(root, folder), { recursive: true }, (_, name) => {
        if (name === null || isTemporary(name)) return;
        changed = join(folder, name);
        settle();
      }),
    );
  return {
    close() {
      clearTimeout(timer);
      for (const watcher of watchers) watcher.close();
    },
  };
}

/** Editors write next to a file before they put it in its place. */
const isTemporary = (name: string) => !/\.(ts|mts|js|mjs|json)$/.test(name);
