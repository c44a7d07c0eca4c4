import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';

export const hashOf = (...parts: readonly (string | Uint8Array)[]): string => {
  const hash = createHash('sha256');
  // The length separates the parts: ('ab', 'c') and ('a', 'bc') must differ.
  for (const part of parts) hash.update(`${part.length}:`).update(part);
  return hash.digest('hex').slice(0, 32);
};

export type HashOfFile = (file: string) => string;

/** Hashes files by content, relative to `root`. Reads each file once, so all answers describe the same moment. */
export function fileHashes(root: string): HashOfFile {
  const known = new Map<string, string>();
  return (file) => {
    const hash = known.get(file) ?? currentHash(resolve(root, file));
    known.set(file, hash);
    return hash;
  };
}

function currentHash(file: string): string {
  try {
    return hashOf(readFileSync(file));
  } catch {
    // Absence is part of the key: an entry is stale once the file appears.
    return 'absent';
  }
}
