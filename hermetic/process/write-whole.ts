import { renameSync, writeFileSync } from 'node:fs';

/** Replaces a file by a rename, so that a kill or a full disk leaves the old content and never a part of the new one. */
export function writeWhole(file: string, content: string): void {
  const temporary = `${file}.new`;
  writeFileSync(temporary, content);
  renameSync(temporary, file);
}
