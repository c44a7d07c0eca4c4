import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

const root = join(import.meta.dirname, '..', '..');

it('the files in generated/ are up to date', async () => {
  const checked = promisify(execFile)(process.execPath, ['generate/generate.ts', '--check'], { cwd: root });
  await expect(checked).resolves.toMatchObject({ stderr: '' });
});
