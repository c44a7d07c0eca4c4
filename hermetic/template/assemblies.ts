import { cpSync, mkdirSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { ContentCache, fileTime } from './content-cache.ts';
import type { Declared } from './declared.ts';
import { fileHashes, type HashOfFile, hashOf } from './file-hashes.ts';
import { FunctionCode } from './function-code.ts';
import { type FunctionSource, sourceIn } from './function-source.ts';
import type { Context, Project } from './project.ts';
import { localDirectory, newRunDirectory, removeDirectory } from './run-directory.ts';
import { readDeclared } from './template.ts';

type Assembly = Readonly<{ directory: string; declared: Declared }>;

export type Assemblies = Readonly<{
  /**
   * The app as it is now. Functions that were called before have their code, and so has the one in `changedFile`; if one
   * of them does not build, this rejects.
   */
  next(changedFile?: string): Promise<Assembly>;
  /** Puts a function's code into the folder that an assembly names for it, before its first call. */
  prepareCode(codeDir: string): Promise<void>;
  /** Removes all but these. */
  keep(assemblies: readonly Assembly[]): void;
  removeAll(): void;
}>;

export type CacheOptions = Readonly<{
  cacheDirectory?: string;
  /** Told that the templates are not in the cache. */
  onSynthesis?: () => void;
  /** Told which functions were bundled, because their code was not in the cache. */
  onBundles?: (functions: readonly string[], ms: number) => void;
}>;

/**
 * The app for a context: templates and functions' code from the cache where what they are made from is unchanged. Code is
 * built when a function is first called. One directory after another, so that what runs keeps its code.
 */
export function cachedAssemblies(project: Project, context: Context = {}, options: CacheOptions = {}): Assemblies {
  const { root, synthesise, build, codeKind } = project;
  const { cacheDirectory = join(localDirectory, 'cache') } = options;
  const cache = new ContentCache(root, cacheDirectory);
  const parent = newRunDirectory();
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

  async function templates(directory: string): Promise<Declared> {
    const kind = `templates-${variantOf(context)}`;
    if (!cache.take(kind, directory, hashNow)) {
      options.onSynthesis?.();
      const startedAt = await fileTime(parent);
      const inputs = await synthesise(directory, context);
      cache.put(kind, { directory, inputs, startedAt });
    }
    return readDeclared(directory);
  }

  function prepareCode(codeDir: string): Promise<void> {
    const source = sourceIn(codeDir);
    if (source === undefined) return Promise.resolve();
    called.set(source.name, source);
    const preparing = prepared.get(codeDir) ?? code.prepare(source, codeDir, hashNow);
    prepared.set(codeDir, preparing);
    // A function that does not build fails at every call until the next reload, and is not built for each of them.
    preparing.catch(() => {});
    return preparing;
  }

  /** Code that was called will be called again; code that was just written must show that it builds. */
  function isWanted(codeDir: string, changedFile: string | undefined): boolean {
    const source = sourceIn(codeDir);
    if (source === undefined) return false;
    return called.has(source.name) || changedFile === join('functions', source.folder, `${source.name}.ts`);
  }

  return {
    async next(changedFile) {
      count += 1;
      await project.refresh?.();
      hashNow = fileHashes(root);
      const directory = join(parent, `assembly-${count}`);
      mkdirSync(directory);
      try {
        const declared = await templates(directory);
        const codeDirs = [...declared.functions.values()].map(({ codeDir }) => codeDir);
        await Promise.all(codeDirs.filter((codeDir) => isWanted(codeDir, changedFile)).map(prepareCode));
        return { directory, declared };
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
    removeAll: () => removeDirectory(parent),
  };
}

/** Inputs of templates besides files: the context, Node's version, and CDK's environment variables. */
function variantOf(context: Context): string {
  const told = Object.entries(process.env).filter(([name]) => name.startsWith('CDK_') && name !== 'CDK_VALIDATION');
  return hashOf(process.version, JSON.stringify([Object.entries(context).toSorted(), told.toSorted()]));
}

/** The same assembly every time; it belongs to who made it and is not removed. */
export function givenAssembly(directory: string): Assemblies {
  return {
    next: async () => ({ directory, declared: readDeclared(directory) }),
    prepareCode: async () => {},
    keep() {},
    removeAll() {},
  };
}

/** Writes a whole assembly into a directory, with the code of every function: what `givenAssembly` and `--assembly` take. */
export async function writeAssembly(project: Project, directory: string, context: Context = {}): Promise<void> {
  const assemblies = cachedAssemblies(project, context);
  try {
    const { directory: made, declared } = await assemblies.next();
    await Promise.all([...declared.functions.values()].map(({ codeDir }) => assemblies.prepareCode(codeDir)));
    cpSync(made, directory, { recursive: true });
  } finally {
    assemblies.removeAll();
  }
}
