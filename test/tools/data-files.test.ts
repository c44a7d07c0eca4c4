import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { writeLines } from '../../tools/data/files.ts';

async function* lines() {
  yield '{"secret":"whsec_…"}';
}

it.skipIf(process.platform === 'win32')('a file of a backup or an export can be read by its owner alone', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'data-files-'));
  onTestFinished(() => rmSync(directory, { recursive: true }));
  const path = join(directory, 'webhooks.jsonl');
  await writeLines(path, lines());
  expect((statSync(path).mode & 0o777).toString(8)).toBe('600');
});
