import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Source } from '../../lib/bundle.ts';

/** Stands in a function's asset in place of its code, until the function is called. */
export const sourceFile = 'source.json';

/** Where the code of an asset comes from; undefined for one that has its code already. */
export function sourceIn(codeDir: string): Source | undefined {
  const file = join(codeDir, sourceFile);
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Source) : undefined;
}
