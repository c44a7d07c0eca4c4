import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { proofReport } from '../../tools/start/proof-report.ts';

function projectWith(report: string | undefined): string {
  const root = mkdtempSync(join(tmpdir(), 'proof-report-'));
  onTestFinished(() => rmSync(root, { recursive: true }));
  const folder = join(root, '.build', 'prove');
  mkdirSync(folder, { recursive: true });
  if (report !== undefined) writeFileSync(join(folder, 'report.json'), report);
  return root;
}

it('GET /_local/proof answers with the latest report, and with null if the proof has not run', async () => {
  expect(await proofReport(projectWith('{"commit": "abc"}'))).toEqual({ report: { commit: 'abc' } });
  expect(await proofReport(projectWith(undefined))).toEqual({ report: null });
});

it('GET /_local/proof refuses a report that is being written', async () => {
  await expect(proofReport(projectWith('{"commit": "a'))).rejects.toMatchObject({ status: 409 });
});
