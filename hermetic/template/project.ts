import type { FunctionBundle, FunctionSource } from './function-source.ts';

/** CDK context: what `cdk -c NAME=VALUE` passes to an app. */
export type Context = Readonly<Record<string, string>>;

/** A CDK project that the runtime can synthesise, build and reload. */
export type Project = Readonly<{
  root: string;
  /** Git-ignored directory for caches and temporary files. */
  localDirectory: string;
  /**
   * Synthesises the app into a directory. An asset may hold `source.json` (function-source.ts) instead of a function's
   * code, which is then built on the first call. Resolves with the files that were read, relative to the root: they are
   * the cache key of the templates.
   */
  synthesise: (outdir: string, context: Context) => Promise<readonly string[]>;
  /** Builds functions in one go, each into a folder of its own. */
  build: (sources: readonly FunctionSource[], outdir: string) => Promise<readonly FunctionBundle[]>;
  /** Part of the bundles' cache keys: bundles of another kind, such as those for a debugger, are cached apart. */
  codeKind?: string;
  /** A function's source file, relative to the root. A reload builds the changed file even if it was never called. */
  fileOf: (source: FunctionSource) => string;
  /** Regenerates generated sources before each start and reload. */
  refresh?: () => Promise<void>;
}>;
