import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Identifies a function's module to its project's build. Whatever else the app wrote is for the build, and part of the cache key. */
export type FunctionSource = Readonly<{ folder: string; name: string }>;

/** A built function; `inputs` are relative to the project. */
export type FunctionBundle = Readonly<{ name: string; directory: string; inputs: readonly string[] }>;

/** Placeholder in a function's asset for code that is built when the function is first called. */
export const sourceFile = 'source.json';

/** The source of an asset's code; undefined if the asset contains the code itself. */
export function readSource(codeDir: string): FunctionSource | undefined {
  const file = join(codeDir, sourceFile);
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as FunctionSource) : undefined;
}
