import { readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Declared } from './declared.ts';
import { newRunDirectory, removeDirectory } from './run-directory.ts';
import { type Context, synthesiseApart } from './synth.ts';
import { readDeclared } from './template.ts';

type Assembly = Readonly<{ directory: string; declared: Declared }>;

export type Assemblies = Readonly<{
  /** Synthesises the app as it is now. */
  next(): Promise<Assembly>;
  /** Removes all but these. */
  keep(assemblies: readonly Assembly[]): void;
  removeAll(): void;
}>;

/** One directory after another, so that what runs keeps its code while the next is made. */
export function synthesisedAssemblies(context: Context = {}): Assemblies {
  const parent = newRunDirectory();
  let count = 0;
  return {
    async next() {
      count += 1;
      const directory = join(parent, `assembly-${count}`);
      await synthesiseApart(directory, context);
      return { directory, declared: readDeclared(directory) };
    },
    keep(assemblies) {
      const kept = new Set(assemblies.map(({ directory }) => basename(directory)));
      for (const name of readdirSync(parent)) {
        if (!kept.has(name)) removeDirectory(join(parent, name));
      }
    },
    removeAll: () => removeDirectory(parent),
  };
}

/** The same assembly every time; it belongs to who made it and is not removed. */
export function givenAssembly(directory: string): Assemblies {
  return {
    next: async () => ({ directory, declared: readDeclared(directory) }),
    keep() {},
    removeAll() {},
  };
}
