import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A function's module: `folder` and `name` as its project's build takes them. */
export type FunctionSource = Readonly<{ folder: string; name: string }>;

/** A function's built code, and the files that it was made from, relative to the project. */
export type FunctionBundle = Readonly<{ name: string; directory: string; inputs: readonly string[] }>;

/** Stands in a function's asset in place of its code, until the function is called. */
export const sourceFile = 'source.json';

/** Where the code of an asset comes from; undefined for one that has its code already. */
export function readSource(codeDir: string): FunctionSource | undefined {
  const file = join(codeDir, sourceFile);
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as FunctionSource) : undefined;
}
