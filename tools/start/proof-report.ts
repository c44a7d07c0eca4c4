import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { LocalRefusal } from '../../hermetic/api-gateway/local-answers.ts';

/** Answers `GET /_local/proof` with the latest report of `npm run prove`; null if it has not run. Throws LocalRefusal. */
export async function proofReport(root: string): Promise<Readonly<{ report: unknown }>> {
  try {
    return { report: JSON.parse(await readFile(join(root, '.build', 'prove', 'report.json'), 'utf8')) };
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return { report: null };
    throw new LocalRefusal(
      409,
      'The report cannot be read, perhaps because it is being written: try again, or run npm run prove.',
    );
  }
}
