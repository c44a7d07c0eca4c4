import type { FunctionBundle, FunctionSource } from './function-source.ts';

/** Values that `-c` gives a CDK app. */
export type Context = Readonly<Record<string, string>>;

/** A CDK project, as the runtime needs it. */
export type Project = Readonly<{
  root: string;
  /**
   * Synthesises the app into a directory, in which an asset may name a function's source in place of its code. Resolves
   * with the files that were read, relative to the root: the templates are cached by their content.
   */
  synthesise: (outdir: string, context: Context) => Promise<readonly string[]>;
  /** Builds functions in one go, each into a folder of its own. */
  build: (sources: readonly FunctionSource[], outdir: string) => Promise<readonly FunctionBundle[]>;
  /** Kind of code that `build` makes, for a file name: each kind has a cache of its own. */
  codeKind?: string;
  /** Brings generated sources up to date before each start and reload. */
  refresh?: () => Promise<void>;
}>;
