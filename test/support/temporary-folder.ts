import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';

/** Where systems look for the folder: https://nodejs.org/api/os.html#ostmpdir */
const variables = ['TMPDIR', 'TEMP', 'TMP'];

/**
 * Gives the test processes of a run a temporary folder of their own, so that no run leaves anything in the system's. Fails the
 * run if a test has not removed what it made. Soak tests kill programs and browsers, which then cannot.
 */
export function setup({ vitest }: TestProject): () => void {
  const folder = mkdtempSync(join(tmpdir(), 'tests-'));
  // Inherited by the test processes.
  for (const variable of variables) process.env[variable] = folder;
  const remove = () => rmSync(folder, { recursive: true, force: true });
  // Vitest exits on Ctrl-C without what setup returns.
  process.once('exit', remove);
  const killsPrograms = vitest.projects.some(({ name }) => name === 'soak');
  return () => {
    const left = readdirSync(folder);
    remove();
    if (left.length > 0 && !killsPrograms)
      throw new Error(`Tests left this in the temporary folder: ${left.join(', ')}`);
  };
}
