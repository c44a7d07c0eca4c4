import { cpSync, mkdirSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { AppDefinition } from './app-definition.ts';
import { ContentCache, fileSystemTime } from './content-cache.ts';
import { fileHashes, type HashOfFile, hashOf } from './file-hashes.ts';
import { FunctionCode } from './function-code.ts';
import { type FunctionSource, readSource } from './function-source.ts';
import type { Context, Project } from './project.ts';
import { newRunDirectory, removeDirectory } from './run-directory.ts';
import { readApp } from './template.ts';

type Assembly = Readonly<{ directory: string; app: AppDefinition }>;

export type Assemblies = Readonly<{
  /**
   * Synthesises the app as it is now. Builds the functions that were called before, and the one in `changedFile`; rejects
   * if one of them does not build.
   */
  next(changedFile?: string): Promise<Assembly>;
  /** Builds a function into its folder in the assembly, unless that has been done. */
  prepareCode(codeDir: string): Promise<void>;
  /** Removes all assemblies except these. */
  keep(assemblies: readonly Assembly[]): void;
  removeAll(): void;
}>;

export type CacheOptions = Readonly<{
  cacheDirectory?: string;
  /** The templates are not cached. */
  onSynthesis?: () => void;
  /** These functions were bundled because their code was not cached. */
  onBundles?: (functions: readonly string[], ms: number) => void;
}>;

/**
 * Assemblies of a project, from the cache where their inputs are unchanged. A function is built when it is first called.
 * Each assembly has a new directory, so that running functions keep their code.
 */
export function cachedAssemblies(project: Project, context: Context = {}, options: CacheOptions = {}): Assemblies {
  const { root, localDirectory, synthesise, build, fileOf, codeKind } = project;
  const { cacheDirectory = join(localDirectory, 'cache') } = options;
  const cache = new ContentCache(root, cacheDirectory);
  const { path: parent, remove } = newRunDirectory(localDirectory);
  const code = new FunctionCode({
    cache,
    directory: parent,
    build,
    codeKind,
    onBundles: options.onBundles,
  });
  const prepared = new Map<string, Promise<void>>();
  const called = new Map<string, FunctionSource>();
  let hashNow: HashOfFile = fileHashes(root);
  let count = 0;

  async function templates(directory: string): Promise<AppDefinition> {
    const kind = `templates-${variantOf(context)}`;
    if (!cache.take(kind, directory, hashNow)) {
      options.onSynthesis?.();
      const startedAt = await fileSystemTime(parent);
      const inputs = await synthesise(directory, context);
      cache.put(kind, { directory, inputs, startedAt });
    }
    return readApp(directory);
  }

  function prepareCode(codeDir: string): Promise<void> {
    const source = readSource(codeDir);
    if (source === undefined) return Promise.resolve();
    called.set(source.name, source);
    const preparing = prepared.get(codeDir) ?? code.prepare(source, codeDir, hashNow);
    prepared.set(codeDir, preparing);
    // A failed build is kept until the next reload: each call fails without building again.
    preparing.catch(() => {});
    return preparing;
  }

  /** Builds in advance what will probably be called again, and the changed file, to report at once if it does not build. */
  function isWanted(codeDir: string, changedFile: string | undefined): boolean {
    const source = readSource(codeDir);
    if (source === undefined) return false;
    return called.has(source.name) || changedFile === fileOf(source);
  }

  return {
    async next(changedFile) {
      count += 1;
      await project.refresh?.();
      hashNow = fileHashes(root);
      const directory = join(parent, `assembly-${count}`);
      mkdirSync(directory);
      try {
        const app = await templates(directory);
        const codeDirs = [...app.functions.values()].map(({ codeDir }) => codeDir);
        await Promise.all(codeDirs.filter((codeDir) => isWanted(codeDir, changedFile)).map(prepareCode));
        return { directory, app };
      } catch (error) {
        removeDirectory(directory);
        throw error;
      }
    },
    prepareCode,
    keep(assemblies) {
      const kept = new Set(assemblies.map(({ directory }) => basename(directory)));
      for (const name of readdirSync(parent)) {
        if (name.startsWith('assembly-') && !kept.has(name)) removeDirectory(join(parent, name));
      }
    },
    removeAll: remove,
  };
}

/** Inputs of the templates other than files: the context, Node's version, CDK's environment variables. */
function variantOf(context: Context): string {
  const variables = Object.entries(process.env).filter(
    ([name]) => name.startsWith('CDK_') && name !== 'CDK_VALIDATION',
  );
  return hashOf(process.version, JSON.stringify([Object.entries(context).toSorted(), variables.toSorted()]));
}

/** An assembly that was synthesised elsewhere, such as `cdk.out`. Never removed. */
export function existingAssembly(directory: string): Assemblies {
  return {
    next: async () => ({ directory, app: readApp(directory) }),
    prepareCode: async () => {},
    keep() {},
    removeAll() {},
  };
}

/** Writes an assembly with the code of every function, for `existingAssembly`. */
export async function writeAssembly(project: Project, directory: string, context: Context = {}): Promise<void> {
  const assemblies = cachedAssemblies(project, context);
  try {
    const { directory: synthesised, app } = await assemblies.next();
    await Promise.all([...app.functions.values()].map(({ codeDir }) => assemblies.prepareCode(codeDir)));
    cpSync(synthesised, directory, { recursive: true });
  } finally {
    assemblies.removeAll();
  }
}
